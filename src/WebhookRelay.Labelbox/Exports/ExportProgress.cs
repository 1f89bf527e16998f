namespace WebhookRelay.Labelbox.Exports;

/// <summary>How far an export is. Reported at every step, and about once a second while rows are read.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="TaskId">Labelbox's id of the task; null before there is one.</param>
/// <param name="Percentage">How far the task is at Labelbox, 0 to 100; null where Labelbox does not say.</param>
/// <param name="Rows">The rows read so far.</param>
/// <param name="TotalRows">The rows announced; null where that is not known.</param>
/// <param name="Bytes">The bytes read so far.</param>
/// <param name="TotalBytes">The bytes announced; null where that is not known.</param>
/// <param name="Message">What Labelbox said, if anything; one line.</param>
public sealed record ExportProgress(
    ExportPhase Phase, string? TaskId = null, double? Percentage = null, long Rows = 0, long? TotalRows = null, long Bytes = 0, long? TotalBytes = null, string? Message = null);

/// <summary>What an export is doing.</summary>
public enum ExportPhase
{
    /// <summary>Waiting for other exports of this process to end.</summary>
    Queued,

    /// <summary>Waiting for Labelbox to answer the start.</summary>
    Starting,

    /// <summary>Labelbox refused the start for the moment; it is repeated later.</summary>
    Refused,

    /// <summary>The answer to the start was lost; the task is looked for by its name.</summary>
    Searching,

    /// <summary>Labelbox is collecting the rows.</summary>
    Running,

    /// <summary>The rows are being read.</summary>
    Reading,
}
