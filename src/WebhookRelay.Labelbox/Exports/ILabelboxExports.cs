using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// Exports data rows by Labelbox's Export V2. Many callers can use it at once. They share one queue, because Labelbox runs at most
/// 10 exports of a project and 20 of an organization at a time. A failed call is a <see cref="LabelboxApiException"/>, a failed
/// export an <see cref="ExportException"/>.
/// </summary>
public interface ILabelboxExports
{
    /// <summary>
    /// Runs an export to its end: starts it, waits for it, and passes every row and every error to the callbacks. A selection of more than
    /// <see cref="ExportRequest.MostIds"/> rows is exported in several tasks, one after the other.
    /// </summary>
    /// <param name="request">What to export.</param>
    /// <param name="onRow">Called for each row, one at a time. The row is valid until the call returns.</param>
    /// <param name="onError">Called for each line of the errors, after the rows. A row with an error is missing from the rows.</param>
    /// <param name="progress">Receives every step; may be null.</param>
    /// <param name="cancellationToken">Cancels the export. A running task is canceled at Labelbox, see <see cref="LabelboxExportOptions.CancelAbandonedTasks"/>.</param>
    /// <returns>What was announced, what was read and what is missing. Every announced byte was read.</returns>
    /// <exception cref="InvalidExportRequestException">The request is beyond a limit; nothing was sent.</exception>
    /// <exception cref="ExportException">The export failed, was canceled, timed out, cannot be read, or lacks rows.</exception>
    /// <exception cref="LabelboxApiException">The API refused a call, or did not answer.</exception>
    Task<ExportSummary> ExportAsync(
        ExportRequest request,
        Func<ExportRow, CancellationToken, ValueTask> onRow,
        Func<ExportRow, CancellationToken, ValueTask> onError,
        IProgress<ExportProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>
    /// Starts an export when the queue allows it. If the answer to the start is lost, the task is looked for by its unique name
    /// before it is started again. If Labelbox refuses because too many exports run, the start is repeated.
    /// </summary>
    /// <param name="request">What to export, in one task: at most <see cref="ExportRequest.MostIds"/> ids or keys.</param>
    /// <param name="progress">Receives every step; may be null.</param>
    /// <param name="cancellationToken">Cancels the call. The task may have been started.</param>
    /// <returns>The export. Dispose it to free its place in the quota; the task continues at Labelbox.</returns>
    /// <exception cref="InvalidExportRequestException">The request is beyond a limit; nothing was sent.</exception>
    /// <exception cref="ExportRefusedException">Labelbox refused it until the deadline.</exception>
    /// <exception cref="ExportStartLostException">The answer to every start was lost, and there is no task of its name.</exception>
    /// <exception cref="LabelboxApiException">The API refused it.</exception>
    Task<LabelboxExport> StartAsync(ExportRequest request, IProgress<ExportProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Opens an export that this key's user started before. It sends nothing.</summary>
    /// <param name="taskId">Labelbox's id of the task.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    LabelboxExport Open(string taskId);

    /// <summary>The export tasks of this key's user that Labelbox lists, newest first.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<ExportTask>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>The result of an export.</summary>
/// <param name="TaskIds">Labelbox's ids of its tasks.</param>
/// <param name="RowsAnnounced">The rows that Labelbox announced; null if it did not say.</param>
/// <param name="Rows">The rows that were read.</param>
/// <param name="BytesAnnounced">The bytes that Labelbox announced; null if it did not say.</param>
/// <param name="Bytes">The bytes that were read.</param>
/// <param name="Errors">The lines of the errors. Each stands for a missing row.</param>
/// <param name="MissingRows">The requested ids or global keys that are missing from the rows. Labelbox reports no error for unknown ones.</param>
public sealed record ExportSummary(
    IReadOnlyList<string> TaskIds, long? RowsAnnounced, long Rows, long? BytesAnnounced, long Bytes, long Errors, IReadOnlyList<string> MissingRows)
{
    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete => Errors is 0 && MissingRows.Count is 0;
}
