using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WebhookRelay.Consumer.Inboxes;
using WebhookRelay.Consumer.Receiving;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer.Handling;

/// <summary>
/// What happens to an event in its turn: it is claimed, each handler is called until it ends well, and that is noted. The
/// message is acknowledged after the last note, and goes to the error queue when this throws.
/// </summary>
internal sealed partial class EventLine(
    HandlerSet handlers, Inbox inbox, HandlerCalls calls, IOptions<LabelboxConsumerOptions> options, TimeProvider time, ILogger<EventLine> logger)
{
    public async Task HandleAsync(LabelboxEvent published, Reception reception)
    {
        var labelboxEvent = AnyEvent.From(published);
        var bindings = handlers.For(labelboxEvent);
        if (bindings.Count is 0)
        {
            LogUnhandled(logger, published.Id, published.Type);
            ConsumerMetrics.Ended(published.Topic, "unhandled");
            return;
        }

        var key = new EventKey(options.Value.Queue!, published.Id, published.ReplayId);
        while (await inbox.ClaimAsync(key, reception.Waiting) is { } claim)
        {
            await using (claim)
            {
                reception.ThrowIfOver();
                if (await EveryHandlerEndsAsync(labelboxEvent, key, bindings, claim, reception))
                {
                    ConsumerMetrics.Ended(published.Topic, "handled");
                    return;
                }
            }

            LogLost(logger, published.Id, claim.Fence);
        }

        LogRepeated(logger, published.Id, published.Type);
        ConsumerMetrics.Ended(published.Topic, "repeated");
    }

    /// <summary>False where another has taken the event meanwhile.</summary>
    private async Task<bool> EveryHandlerEndsAsync(AnyEvent labelboxEvent, EventKey key, IReadOnlyList<HandlerBinding> bindings, InboxClaim claim, Reception reception)
    {
        foreach (var binding in bindings)
        {
            var last = binding == bindings[^1];
            if (!await (claim.HasEnded(binding.Name) ? claim.NoteAsync(binding.Name, last, reception.Running) : HandlerEndsAsync(labelboxEvent, key, binding, last, claim, reception)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Keeps the room it runs in until its end is noted: what a consumer that dies had begun and not noted, the next one
    /// handles again, and that is no more than may run at once. False where another has taken the event meanwhile.
    /// </summary>
    private async Task<bool> HandlerEndsAsync(AnyEvent labelboxEvent, EventKey key, HandlerBinding binding, bool last, InboxClaim claim, Reception reception)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(reception.Waiting, claim.Lost);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var context = new EventContext { EffectKey = key.Effect, Fence = claim.Fence, Attempt = attempt, Redelivered = reception.Redelivered };
                ExceptionDispatchInfo? failure;
                using (await calls.RoomAsync(waiting.Token))
                {
                    failure = await calls.FailureAsync(binding, labelboxEvent, context, claim, reception);
                    if (failure is null)
                    {
                        return await claim.NoteAsync(binding.Name, last, reception.Running);
                    }
                }

                reception.ThrowIfOver();
                await PauseOrThrowAsync(failure, labelboxEvent, binding, attempt, waiting.Token);
            }
        }
        catch (Exception) when (claim.Lost.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task PauseOrThrowAsync(ExceptionDispatchInfo failure, AnyEvent labelboxEvent, HandlerBinding binding, int attempt, CancellationToken cancellationToken)
    {
        if (attempt > options.Value.Retries || failure.SourceException is EventRejectedException)
        {
            LogFailed(logger, failure.SourceException, labelboxEvent.Id, labelboxEvent.Event.Type, binding.Name, attempt);
            ConsumerMetrics.Ended(labelboxEvent.Event.Topic, "failed");
            failure.Throw();
        }

        var pause = BackOff.After(options.Value, attempt);
        LogRetry(logger, failure.SourceException, labelboxEvent.Id, labelboxEvent.Event.Type, binding.Name, attempt, pause);
        ConsumerMetrics.Retried(labelboxEvent.Event.Topic);
        await Task.Delay(pause, time, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Debug, "Event {EventId} ({Type}) is acknowledged: no handler takes it")]
    private static partial void LogUnhandled(ILogger logger, string eventId, string type);

    [LoggerMessage(2, LogLevel.Debug, "Event {EventId} ({Type}) is acknowledged: it was handled before")]
    private static partial void LogRepeated(ILogger logger, string eventId, string type);

    [LoggerMessage(3, LogLevel.Warning, "Event {EventId} was taken over by another consumer: this one (fence {Fence}) was stalled for longer than LabelboxConsumers:Lease")]
    private static partial void LogLost(ILogger logger, string eventId, long fence);

    [LoggerMessage(4, LogLevel.Warning, "Event {EventId} ({Type}): {Handler} failed, call {Attempt}; it is called again in {Pause}")]
    private static partial void LogRetry(ILogger logger, Exception failure, string eventId, string type, string handler, int attempt, TimeSpan pause);

    [LoggerMessage(5, LogLevel.Error, "Event {EventId} ({Type}) goes to the error queue: {Handler} failed, call {Attempt}")]
    private static partial void LogFailed(ILogger logger, Exception failure, string eventId, string type, string handler, int attempt);
}
