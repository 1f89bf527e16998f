using System.Text.Json;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// Starts an export so that there is one task, whatever happens to the answer. The mutation is sent once. If its answer is
/// lost, the task is looked for by its unique name. If Labelbox refuses for the moment, nothing was started, and it is repeated.
/// </summary>
internal sealed class ExportStarter(LabelboxGraphQl api, ExportTasks tasks, IOptionsMonitor<LabelboxExportOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public async Task<StartedExport> StartAsync(ExportRequest request, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        var name = $"{request.TaskName ?? $"Export {request.Scope}"} {Guid.NewGuid():N}";
        var began = time.GetTimestamp();
        var waits = new BackOff(FirstWait, LongestWait);
        while (true)
        {
            progress?.Report(new ExportProgress(ExportPhase.Starting));
            try
            {
                var data = await api.MutateAsync(request.Mutation.Text, request.Variables(name), options.CurrentValue.StartDeadline, cancellationToken);
                return Started(data.Member(request.Mutation.Name));
            }
            catch (LabelboxApiException refusal) when (IsTemporary(refusal))
            {
                var wait = refusal.RetryAfter is { } asked ? BackOff.Jitter(asked) : waits.Next();
                if (time.GetElapsedTime(began) + wait > options.CurrentValue.RefusalDeadline)
                {
                    throw new ExportRefusedException(refusal);
                }

                progress?.Report(new ExportProgress(ExportPhase.Refused, Message: refusal.Message));
                await Task.Delay(wait, time, cancellationToken);
                if (refusal is LabelboxServerException && await tasks.FindByNameAsync(name, cancellationToken) is { } found)
                {
                    return new StartedExport(found.Id, null);
                }
            }
            catch (LabelboxServerException loss) when (!loss.IsRefusal)
            {
                progress?.Report(new ExportProgress(ExportPhase.Searching, Message: loss.Message));
                return await SearchAsync(name, loss, cancellationToken);
            }
        }
    }

    private async Task<StartedExport> SearchAsync(string name, LabelboxServerException loss, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var waits = new BackOff(options.CurrentValue.FirstPoll, options.CurrentValue.LongestPoll);
        while (true)
        {
            try
            {
                if (await tasks.FindByNameAsync(name, cancellationToken) is { } found)
                {
                    return new StartedExport(found.Id, null);
                }
            }
            catch (LabelboxApiException e) when (e.MayPass)
            {
                // What lost the answer may last a while.
            }

            if (time.GetElapsedTime(began) >= options.CurrentValue.LostTaskDeadline)
            {
                throw new ExportStartLostException(name, loss);
            }

            await Task.Delay(waits.Next(), time, cancellationToken);
        }
    }

    private bool IsTemporary(LabelboxApiException refusal) => (refusal.IsRefusal || refusal is LabelboxRateLimitedException)
        && (options.CurrentValue.IsTemporaryRefusal?.Invoke(refusal) ?? refusal is LabelboxServerException or LabelboxConflictException or LabelboxRateLimitedException);

    private static StartedExport Started(JsonElement? answer) => new(
        answer?.Text("taskId") ?? throw new LabelboxServerException("The API accepted the export, but did not return its task."),
        answer?.Member("isStreamable") switch { { ValueKind: JsonValueKind.True } => true, { ValueKind: JsonValueKind.False } => false, _ => null });
}

/// <summary>An export that Labelbox started.</summary>
/// <param name="TaskId">Labelbox's id of the task.</param>
/// <param name="IsStreamable">Whether it is in the streaming form; null where Labelbox did not say.</param>
internal sealed record StartedExport(string TaskId, bool? IsStreamable);
