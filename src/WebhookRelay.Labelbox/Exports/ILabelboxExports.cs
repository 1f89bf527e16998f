using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// Exports of data rows: Labelbox's Export V2. Safe for use by many callers at once, who share one queue: Labelbox runs at most
/// 10 exports of a project and 20 of an organization at a time. A failed call is a <see cref="LabelboxApiException"/>, a failed
/// export an <see cref="ExportException"/>.
/// </summary>
public interface ILabelboxExports
{
    /// <summary>
    /// Runs an export to its end: starts it, waits for it, and hands over every row and every error. A selection of more than
    /// <see cref="ExportRequest.MostIds"/> rows is exported in several tasks, one after the other.
    /// </summary>
    /// <param name="request">What to export.</param>
    /// <param name="onRow">Called for each row, one at a time. The row is valid until the call returns.</param>
    /// <param name="onError">Called for each line of the errors, after the rows. A row with an error is missing from the rows.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Stops waiting. The task continues at Labelbox; <see cref="ExportProgress.TaskId"/> is its id.</param>
    /// <returns>What was announced, what came and what is missing. Every byte that was announced was read.</returns>
    /// <exception cref="InvalidExportRequestException">The request is beyond a limit; nothing was sent.</exception>
    /// <exception cref="ExportException">It failed, was canceled, took too long, cannot be read, or lacks rows.</exception>
    /// <exception cref="LabelboxApiException">The API refused something, or did not answer.</exception>
    Task<ExportSummary> ExportAsync(
        ExportRequest request,
        Func<ExportRow, CancellationToken, ValueTask> onRow,
        Func<ExportRow, CancellationToken, ValueTask> onError,
        IProgress<ExportProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>
    /// Starts an export, once the queue allows it. The start is sent once. If its answer is lost, the task is looked for by its
    /// unique name, so that there is never a second one. A refusal for the moment is waited out.
    /// </summary>
    /// <param name="request">What to export, in one task: at most <see cref="ExportRequest.MostIds"/> rows by name.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Gives up; the task may have been started.</param>
    /// <returns>The export. Dispose it to free its place in the quota; the task continues at Labelbox.</returns>
    /// <exception cref="InvalidExportRequestException">The request is beyond a limit; nothing was sent.</exception>
    /// <exception cref="ExportRefusedException">Labelbox refused it until the deadline.</exception>
    /// <exception cref="ExportStartLostException">The answer was lost, and there is no task of its name.</exception>
    /// <exception cref="LabelboxApiException">The API refused it.</exception>
    Task<LabelboxExport> StartAsync(ExportRequest request, IProgress<ExportProgress>? progress, CancellationToken cancellationToken);

    /// <summary>An export that was started before, by this key's user. Nothing is asked yet.</summary>
    /// <param name="taskId">Labelbox's id of the task.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    LabelboxExport Open(string taskId);
}

/// <summary>How an export went.</summary>
/// <param name="TaskIds">Labelbox's ids of its tasks.</param>
/// <param name="RowsAnnounced">The rows that Labelbox announced; null where it did not say.</param>
/// <param name="Rows">The rows that came.</param>
/// <param name="BytesAnnounced">The bytes that Labelbox announced; null where it did not say.</param>
/// <param name="Bytes">The bytes that came.</param>
/// <param name="Errors">The lines of the errors: each is a row that is missing.</param>
/// <param name="MissingRows">The ids or global keys that were asked for and did not come: Labelbox does not report unknown ones.</param>
public sealed record ExportSummary(
    IReadOnlyList<string> TaskIds, long? RowsAnnounced, long Rows, long? BytesAnnounced, long Bytes, long Errors, IReadOnlyList<string> MissingRows)
{
    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete => Errors is 0 && MissingRows.Count is 0;
}
