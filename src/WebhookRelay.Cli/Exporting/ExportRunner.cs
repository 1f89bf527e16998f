using WebhookRelay.Cli.Output;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

/// <param name="Detach">Start the export, and leave it.</param>
/// <param name="Json">Report events as lines of JSON.</param>
/// <param name="Timeout">How long Labelbox may take; null: the client's default.</param>
internal sealed record ExportRunOptions(bool Detach, bool Json, TimeSpan? Timeout);

/// <summary>Runs an export from a checkpoint to its end: start, wait, read, report.</summary>
internal sealed class ExportRunner(ILabelboxExports exports, CheckpointStore store, CliContext context, ExportRunOptions options)
{
    private readonly Screen _screen = new(context);

    private ExportCheckpoint? _checkpoint;
    private LabelboxExport? _running;

    /// <param name="from">A new checkpoint, or that of an export to resume.</param>
    /// <param name="isResumed">Whether a task may have been started whose id is not in the checkpoint.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    public async Task<int> RunAsync(ExportCheckpoint from, bool isResumed, CancellationToken cancellationToken)
    {
        using var view = new ExportProgressView(context, _screen, options.Json);
        _checkpoint = from;
        try
        {
            var parts = from.Plan.Parts(from.TaskName);
            if (!isResumed)
            {
                store.Add(from);
            }

            if (options.Detach)
            {
                await StartAsync(parts, isResumed, view, cancellationToken);
                view.Dispose();
                return PrintDetached(parts.Count);
            }

            await RunAsync(parts, isResumed, view, cancellationToken);
            view.Dispose();
            store.Remove(_checkpoint);
            return ExportReport.Print(_checkpoint, _screen, options.Json);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            view.Dispose();
            return await new ExportInterruption(exports, store, _screen).EndAsync(_checkpoint, _running);
        }
        catch (Exception fault) when (ExportFaults.Of(fault, ResumeHint.Of(_checkpoint)) is not null)
        {
            view.Dispose();
            Forget(fault);
            throw ExportFaults.Of(fault, ResumeHint.Of(_checkpoint))!;
        }
        finally
        {
            _running?.Dispose();
        }
    }

    private async Task RunAsync(IReadOnlyList<ExportRequest> parts, bool isResumed, ExportProgressView view, CancellationToken cancellationToken)
    {
        ExportOutputs? outputs = null;
        var saver = new CheckpointSaver(context.Time);
        try
        {
            while (_checkpoint!.PartsDone < parts.Count)
            {
                var export = await StartAsync(parts, isResumed, view, cancellationToken);
                await export.WaitAsync(view, cancellationToken);
                outputs ??= new ExportOutputs(_checkpoint, context);
                _running = null;
                var part = parts[_checkpoint.PartsDone];
                _checkpoint = await new PartReader(outputs, saver, view, context.Time).ReadAsync(export, part.Selection, _checkpoint, cancellationToken);
                await saver.SaveAsync(_checkpoint, outputs.Opened);
            }

            // A checkpoint that was left behind the last task has nothing to read.
            outputs ??= new ExportOutputs(_checkpoint, context);
            outputs.Rows.Complete();
        }
        finally
        {
            if (outputs is not null)
            {
                await outputs.DisposeAsync();
            }
        }
    }

    /// <summary>The task of the next part: the one that runs, or a new one.</summary>
    private async Task<LabelboxExport> StartAsync(IReadOnlyList<ExportRequest> parts, bool isResumed, ExportProgressView view, CancellationToken cancellationToken)
    {
        var index = _checkpoint!.PartsDone;
        if (_checkpoint.TaskIds.Count > index)
        {
            return _running = exports.Open(_checkpoint.TaskIds[index]);
        }

        var request = parts[index] with { TaskName = NameOf(_checkpoint, index) };
        var found = isResumed ? await FindAsync(exports, request.TaskName, cancellationToken) : null;
        _running = found is null ? await exports.StartAsync(request, view, cancellationToken) : exports.Open(found.Id);
        _checkpoint = _checkpoint with { TaskIds = [.. _checkpoint.TaskIds, _running.TaskId] };
        CheckpointStore.Save(_checkpoint);
        view.Accepted(_running.TaskId);
        return _running;
    }

    public static string NameOf(ExportCheckpoint checkpoint, int part) => $"{checkpoint.TaskName}.{Humanize.Number(part + 1)}";

    /// <summary>A task whose start was sent, and whose id was never received.</summary>
    public static async Task<ExportTask?> FindAsync(ILabelboxExports exports, string name, CancellationToken cancellationToken) =>
        (await exports.ListAsync(cancellationToken)).FirstOrDefault(task => task.Name?.StartsWith(name + " ", StringComparison.Ordinal) is true);

    private int PrintDetached(int parts)
    {
        var id = _checkpoint!.TaskIds[^1];
        if (options.Json)
        {
            _screen.Json(line =>
            {
                line.WriteStartObject();
                line.WriteString("task", id);
                line.WriteString("output", _checkpoint.Output.Path);
                line.WriteEndObject();
            });
        }
        else
        {
            _screen.Line(id);
        }

        _screen.Notice(ResumeHint.Of(_checkpoint)!, LineStyle.Plain);
        if (parts > 1)
        {
            _screen.Notice($"More than {Humanize.Number(ExportRequest.MostIds)} ids are exported in {Humanize.Number(parts)} tasks, one after the other. 'resume' starts the others.");
        }

        return ExitCode.Done;
    }

    /// <summary>A task that cannot be read any more is not resumed.</summary>
    private void Forget(Exception fault)
    {
        var wasNotStarted = _checkpoint!.TaskIds.Count == _checkpoint.PartsDone && fault is not ExportStartLostException;
        if (fault is ExportFailedException or ExportCanceledException || wasNotStarted)
        {
            store.ForgetTask(_checkpoint);
        }
    }
}
