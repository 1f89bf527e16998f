using System.Text.Json;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// Starts an export so that there is one task even if an answer is lost. If an answer is lost, the task is looked for by its
/// unique name for as long as Labelbox may be creating it; only then is the mutation sent again. If Labelbox
/// refuses temporarily, or the request was never sent, nothing was started, and the start is repeated after a pause.
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
        var (unsent, lost) = (0, 0);
        while (true)
        {
            progress?.Report(new ExportProgress(ExportPhase.Starting));
            var sent = time.GetTimestamp();
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
                if (refusal is LabelboxServerException && (await LookAsync(name, cancellationToken)).Found is { } found)
                {
                    return found;
                }
            }
            catch (LabelboxServerException failure) when (IsUnsent(failure) && ++unsent < options.CurrentValue.Attempts)
            {
                progress?.Report(new ExportProgress(ExportPhase.Starting, Message: failure.Message));
                await Task.Delay(waits.Next(), time, cancellationToken);
            }
            catch (LabelboxServerException loss) when (!loss.IsRefusal && !IsUnsent(loss))
            {
                progress?.Report(new ExportProgress(ExportPhase.Searching, Message: loss.Message));
                if (await SearchAsync(name, sent, loss, cancellationToken) is { } found)
                {
                    return found;
                }

                if (++lost >= options.CurrentValue.StartAttempts)
                {
                    throw new ExportStartLostException(name, loss);
                }
            }
        }
    }

    /// <returns>The task; null if Labelbox had enough time to create it and does not list it.</returns>
    private async Task<StartedExport?> SearchAsync(string name, long sent, LabelboxServerException loss, CancellationToken cancellationToken)
    {
        var lost = time.GetTimestamp();
        var waits = new BackOff(options.CurrentValue.FirstPoll, options.CurrentValue.LongestPoll);
        while (true)
        {
            var (isAnswered, found) = await LookAsync(name, cancellationToken);
            if (found is not null)
            {
                return found;
            }

            var (creating, listing) = (options.CurrentValue.StartDeadline, options.CurrentValue.LostTaskDeadline);
            if (time.GetElapsedTime(sent) >= creating && time.GetElapsedTime(lost) >= listing)
            {
                if (isAnswered)
                {
                    return null;
                }

                if (time.GetElapsedTime(lost) >= creating + listing)
                {
                    throw new ExportStartLostException(name, loss);
                }
            }

            await Task.Delay(waits.Next(), time, cancellationToken);
        }
    }

    private async Task<(bool IsAnswered, StartedExport? Found)> LookAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await tasks.FindByNameAsync(name, cancellationToken) is { } found ? new StartedExport(found.Id, null) : null);
        }
        catch (LabelboxApiException e) when (e.MayPass)
        {
            // The cause of the lost answer may last a while.
            return (false, null);
        }
    }

    /// <summary>Whether no connection was made, so that Labelbox cannot have received the request.</summary>
    private static bool IsUnsent(LabelboxServerException failure) => failure.InnerException is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    private bool IsTemporary(LabelboxApiException refusal) => (refusal.IsRefusal || refusal is LabelboxRateLimitedException)
        && (options.CurrentValue.IsTemporaryRefusal?.Invoke(refusal) ?? refusal is LabelboxServerException or LabelboxConflictException or LabelboxRateLimitedException);

    private static StartedExport Started(JsonElement? answer) => new(
        answer?.Text("taskId") ?? throw new LabelboxServerException("The API accepted the export, but did not return its task."),
        answer?.Member("isStreamable") switch { { ValueKind: JsonValueKind.True } => true, { ValueKind: JsonValueKind.False } => false, _ => null });
}

/// <summary>An export that Labelbox started.</summary>
/// <param name="TaskId">Labelbox's id of the task.</param>
/// <param name="IsStreamable">Whether it is in the streaming form; null if Labelbox did not say.</param>
internal sealed record StartedExport(string TaskId, bool? IsStreamable);
