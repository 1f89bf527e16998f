using WebhookRelay.Cli.Output;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

/// <summary>What Ctrl+C does: it cancels a task that runs, because it takes a place in Labelbox's limit. A complete one stays for <c>export resume</c>.</summary>
internal sealed class ExportInterruption(ILabelboxExports exports, CheckpointStore store, Screen screen)
{
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(12);

    /// <param name="checkpoint">How far the export is.</param>
    /// <param name="running">The task that was waited for; null where its rows were read, or where none was started.</param>
    public async Task<int> EndAsync(ExportCheckpoint checkpoint, LabelboxExport? running)
    {
        using var deadline = new CancellationTokenSource(CancelTimeout);
        try
        {
            if (running is null && checkpoint.TaskIds.Count == checkpoint.PartsDone)
            {
                screen.Notice("Interrupted while the export was being created: looking for its task …", LineStyle.Warning);
                running = await ExportRunner.FindAsync(exports, ExportRunner.NameOf(checkpoint, checkpoint.PartsDone), deadline.Token) is { } found ? exports.Open(found.Id) : null;
                if (running is null)
                {
                    screen.Notice("Labelbox lists no task of it yet. If one appears: webhook-relay export list");
                }
            }

            if (running is not null)
            {
                screen.Notice($"Canceling task {running.TaskId} …", LineStyle.Warning);
                if (await running.CancelAsync(deadline.Token))
                {
                    store.ForgetTask(checkpoint);
                    screen.Notice($"Labelbox canceled task {running.TaskId}.");
                    return ExitCode.Interrupted;
                }

                screen.Notice($"Labelbox does not cancel task {running.TaskId}: it continues.", LineStyle.Warning);
            }
        }
        catch (Exception e) when (e is LabelboxApiException or ExportException or OperationCanceledException)
        {
            screen.Notice($"Labelbox did not confirm that the task is canceled{(e is OperationCanceledException ? string.Empty : $": {e.Message}")}", LineStyle.Error);
        }

        if (ResumeHint.Of(checkpoint) is { } hint)
        {
            screen.Notice(hint, LineStyle.Plain);
        }

        return ExitCode.Interrupted;
    }
}
