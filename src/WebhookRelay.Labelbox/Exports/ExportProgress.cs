namespace WebhookRelay.Labelbox.Exports;

/// <summary>The progress of an export. Reported at every step, and about once a second while rows are read.</summary>
/// <param name="Phase">The current step.</param>
/// <param name="TaskId">Labelbox's id of the task; null before there is one.</param>
/// <param name="Percentage">The task's completion at Labelbox, 0 to 100; null if Labelbox does not say.</param>
/// <param name="Rows">The rows read so far.</param>
/// <param name="TotalRows">The rows announced; null if that is not known.</param>
/// <param name="Bytes">The bytes read so far.</param>
/// <param name="TotalBytes">The bytes announced; null if that is not known.</param>
/// <param name="Message">Labelbox's message, one line; null if there is none.</param>
public sealed record ExportProgress(
    ExportPhase Phase, string? TaskId = null, double? Percentage = null, long Rows = 0, long? TotalRows = null, long Bytes = 0, long? TotalBytes = null, string? Message = null);

/// <summary>A step of an export.</summary>
public enum ExportPhase
{
    /// <summary>Waiting for other exports of this process to end.</summary>
    Queued,

    /// <summary>Waiting for Labelbox to answer the start.</summary>
    Starting,

    /// <summary>Labelbox temporarily refused the start. It is repeated later.</summary>
    Refused,

    /// <summary>The answer to the start was lost. The client looks for the task by its name.</summary>
    Searching,

    /// <summary>Labelbox is collecting the rows.</summary>
    Running,

    /// <summary>The rows are being read.</summary>
    Reading,
}
