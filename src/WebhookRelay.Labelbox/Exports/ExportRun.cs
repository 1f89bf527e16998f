using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>Runs one export from start to end, in one task or several, and counts what was announced and read.</summary>
internal sealed class ExportRun(
    LabelboxExports exports,
    Func<ExportRow, CancellationToken, ValueTask> onRow,
    Func<ExportRow, CancellationToken, ValueTask> onError,
    IProgress<ExportProgress>? progress,
    LabelboxExportOptions options,
    TimeProvider time)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    private readonly List<string> _taskIds = [];
    private readonly List<string> _missing = [];
    private long? _rowsAnnounced = 0;
    private long? _bytesAnnounced = 0;
    private long _rows;
    private long _bytes;
    private long _errors;

    public ExportSummary Summary => new(_taskIds, _rowsAnnounced, _rows, _bytesAnnounced, _bytes, _errors, _missing);

    public async Task AddAsync(ExportRequest part, CancellationToken cancellationToken)
    {
        using var export = await exports.StartAsync(part, progress, cancellationToken);
        _taskIds.Add(export.TaskId);
        await WaitAsync(export, cancellationToken);
        await ReadRowsAsync(export, part.Selection, cancellationToken);
        await foreach (var error in export.ReadAsync(ExportStreamType.Errors, 0, cancellationToken))
        {
            await onError(error, cancellationToken);
            _errors++;
        }
    }

    private async Task WaitAsync(LabelboxExport export, CancellationToken cancellationToken)
    {
        try
        {
            await export.WaitAsync(progress, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && options.CancelAbandonedTasks)
        {
            await CancelAsync(export);
            throw;
        }
    }

    private async Task CancelAsync(LabelboxExport export)
    {
        using var deadline = new CancellationTokenSource(options.CancelDeadline, time);
        try
        {
            await export.CancelAsync(deadline.Token);
        }
        catch (Exception e) when (e is LabelboxApiException or OperationCanceledException)
        {
            // The caller gave up. The task continues if it cannot be canceled.
        }
    }

    private async Task ReadRowsAsync(LabelboxExport export, DataRowSelection? asked, CancellationToken cancellationToken)
    {
        var size = await export.GetSizeAsync(ExportStreamType.Result, cancellationToken);
        (_rowsAnnounced, _bytesAnnounced) = (_rowsAnnounced + size.Rows, _bytesAnnounced + size.Bytes);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var (reported, rowsBefore, bytesBefore) = (time.GetTimestamp(), _rows, _bytes);
        Report(export);
        await foreach (var row in export.ReadAsync(ExportStreamType.Result, size, 0, onEnd: null, cancellationToken))
        {
            if (asked is not null && DataRowIdentity.Find(row.Held.Span, asked.IsByGlobalKey) is { } name)
            {
                found.Add(name);
            }

            _bytes = bytesBefore + row.Offset;
            await onRow(row, cancellationToken);
            _rows++;
            if (time.GetElapsedTime(reported) >= ReportEvery)
            {
                reported = time.GetTimestamp();
                Report(export);
            }
        }

        _bytes = bytesBefore + (size.Bytes ?? _bytes - bytesBefore);
        Report(export);
        if (size.Rows is { } announced && announced != _rows - rowsBefore)
        {
            throw new ExportIncompleteException(export.TaskId, announced, _rows - rowsBefore);
        }

        _missing.AddRange(asked?.Values.Where(name => !found.Contains(name)) ?? []);
    }

    private void Report(LabelboxExport export) =>
        progress?.Report(new ExportProgress(ExportPhase.Reading, export.TaskId, null, _rows, _rowsAnnounced, _bytes, _bytesAnnounced));
}
