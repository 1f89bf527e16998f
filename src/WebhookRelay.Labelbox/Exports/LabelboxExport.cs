using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>One export task, started or opened with <see cref="ILabelboxExports"/>. For one caller at a time.</summary>
public sealed class LabelboxExport : IDisposable
{
    private readonly StartedExport _started;
    private readonly ExportTasks _tasks;
    private readonly ExportStreams _streams;
    private readonly IOptionsMonitor<LabelboxExportOptions> _options;
    private readonly TimeProvider _time;
    private readonly ExportSlot? _slot;
    private bool _isComplete;

    internal LabelboxExport(
        StartedExport started, ExportTasks tasks, ExportStreams streams, IOptionsMonitor<LabelboxExportOptions> options, TimeProvider time, ExportSlot? slot) =>
        (_started, _tasks, _streams, _options, _time, _slot) = (started, tasks, streams, options, time, slot);

    /// <summary>Labelbox's id of the task. With it, any process with a key of the same user can open the export again.</summary>
    public string TaskId => _started.TaskId;

    /// <summary>The state of the task; null if Labelbox does not list it. A new task may not be listed yet.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    public Task<ExportTask?> GetTaskAsync(CancellationToken cancellationToken) => _tasks.FindAsync(TaskId, cancellationToken);

    /// <summary>
    /// Waits until the task is complete. By default it polls after 2 seconds, and then at growing intervals of up to 30 seconds.
    /// A task with an unknown status counts as running.
    /// </summary>
    /// <param name="progress">Receives the state after each poll; may be null.</param>
    /// <param name="cancellationToken">Stops waiting; the task continues.</param>
    /// <exception cref="ExportFailedException">The task failed.</exception>
    /// <exception cref="ExportCanceledException">Someone canceled it.</exception>
    /// <exception cref="ExportTimedOutException">It did not end in time.</exception>
    /// <exception cref="LabelboxNotFoundException">Labelbox does not list it: it belongs to another user, or is too old.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer several times in a row.</exception>
    public async Task WaitAsync(IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var waits = new BackOff(_options.CurrentValue.FirstPoll, _options.CurrentValue.LongestPoll);
        var failures = 0;
        ExportTask? task = null;
        while (true)
        {
            try
            {
                task = await GetTaskAsync(cancellationToken);
                failures = 0;
                progress?.Report(new ExportProgress(ExportPhase.Running, TaskId, task?.CompletionPercentage));
                if (IsComplete(task))
                {
                    return;
                }
            }
            catch (LabelboxApiException e) when (e.MayPass && ++failures < _options.CurrentValue.Attempts)
            {
                progress?.Report(new ExportProgress(ExportPhase.Running, TaskId, task?.CompletionPercentage, Message: e.Message));
            }

            var waited = _time.GetElapsedTime(began);
            if (task is null && failures is 0 && waited >= _options.CurrentValue.LostTaskDeadline)
            {
                throw new LabelboxNotFoundException($"The API lists no task {TaskId} for this key's user.");
            }

            if (waited >= _options.CurrentValue.TaskDeadline)
            {
                throw new ExportTimedOutException(TaskId, task?.StatusText, _options.CurrentValue.TaskDeadline);
            }

            await Task.Delay(waits.Next(), _time, cancellationToken);
        }
    }

    /// <summary>Asks Labelbox to cancel the task. It is not published whether exports can be canceled.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether Labelbox accepted the cancellation. The task then ends as <see cref="ExportStatus.Canceled"/>.</returns>
    /// <exception cref="LabelboxApiException">The API did not answer, or does not accept the key.</exception>
    public async Task<bool> CancelAsync(CancellationToken cancellationToken) =>
        await GetTaskAsync(cancellationToken) is { } task && await _tasks.CancelAsync(task, cancellationToken);

    /// <summary>How large a stream of the complete task is.</summary>
    /// <param name="stream">Rows or errors.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidOperationException">The task is not complete: wait for it.</exception>
    /// <exception cref="ExportException">The task failed or was canceled.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    public async Task<ExportSize> GetSizeAsync(ExportStreamType stream, CancellationToken cancellationToken)
    {
        if (!_isComplete && !IsComplete(await GetTaskAsync(cancellationToken)))
        {
            throw new InvalidOperationException($"Export task {TaskId} is not complete. Wait for it before reading.");
        }

        return await _streams.SizeAsync(TaskId, _started.IsStreamable, stream, cancellationToken);
    }

    /// <summary>
    /// Reads a stream of the complete task, line by line, in constant memory. Broken downloads are resumed. To resume a reading
    /// in another process, keep the <see cref="TaskId"/> and the <see cref="ExportRow.NextOffset"/> of the last row that was handled.
    /// </summary>
    /// <param name="stream">Rows or errors.</param>
    /// <param name="offset">Where to start: 0, or the start of a line, in bytes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidOperationException">The task is not complete: wait for it.</exception>
    /// <exception cref="ExportContentException">The files do not fit together, or cannot be downloaded. The rows before are complete.</exception>
    /// <exception cref="ExportException">The task failed or was canceled.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    public async IAsyncEnumerable<ExportRow> ReadAsync(ExportStreamType stream, long offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var size = await GetSizeAsync(stream, cancellationToken);
        await foreach (var row in ReadAsync(stream, size, offset, onEnd: null, cancellationToken))
        {
            yield return row;
        }
    }

    /// <summary>Frees its place in the quota, if the task has not ended. The task continues at Labelbox.</summary>
    public void Dispose() => _slot?.Dispose();

    /// <param name="stream">Rows or errors.</param>
    /// <param name="size">Its size.</param>
    /// <param name="offset">Where to start.</param>
    /// <param name="onEnd">Receives the length of the stream in bytes, at its end; may be null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async IAsyncEnumerable<ExportRow> ReadAsync(
        ExportStreamType stream, ExportSize size, long offset, Action<long>? onEnd, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (offset > size.Bytes)
        {
            throw new ExportContentException(TaskId, offset, $"the stream has {size.Bytes} bytes.");
        }

        await using var content = _streams.Open(TaskId, stream, size, offset);
        using var reader = new NdjsonReader(content, offset, _options.CurrentValue.LargestHeldRow);
        while (await reader.ReadAsync(cancellationToken) is { } row)
        {
            yield return row;
        }

        onEnd?.Invoke(reader.Position);
    }

    /// <summary>Whether the task is complete. Throws if it failed or was canceled.</summary>
    private bool IsComplete(ExportTask? task)
    {
        if (task?.Status is ExportStatus.Complete or ExportStatus.Failed or ExportStatus.Canceled)
        {
            _slot?.Dispose();
        }

        return task?.Status switch
        {
            ExportStatus.Complete => _isComplete = true,
            ExportStatus.Failed => throw new ExportFailedException(TaskId),
            ExportStatus.Canceled => throw new ExportCanceledException(TaskId),
            _ => false,
        };
    }
}
