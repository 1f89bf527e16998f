using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WebhookRelay.Consumer.Inboxes;
using WebhookRelay.Consumer.Receiving;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer.Handling;

/// <summary>
/// Processes an event in its turn: claims it, calls each handler until it succeeds, and records that. The message is
/// acknowledged after the last record. If this throws, it goes to the error queue.
/// </summary>
internal sealed partial class HandlerPipeline(
    HandlerRegistry handlers, Inbox inbox, HandlerInvoker invoker, IOptions<LabelboxConsumerOptions> options, TimeProvider time, ILogger<HandlerPipeline> logger)
{
    public async Task HandleAsync(LabelboxEvent published, InFlightMessage inFlight)
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
        while (await inbox.ClaimAsync(key, inFlight.StartToken) is { } claim)
        {
            await using (claim)
            {
                inFlight.ThrowIfStopping();
                if (await RunHandlersAsync(labelboxEvent, key, bindings, claim, inFlight))
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

    /// <summary>False if another consumer has taken the event.</summary>
    private async Task<bool> RunHandlersAsync(AnyEvent labelboxEvent, EventKey key, IReadOnlyList<HandlerBinding> bindings, InboxClaim claim, InFlightMessage inFlight)
    {
        foreach (var binding in bindings)
        {
            var last = binding == bindings[^1];
            if (!await (claim.IsCompleted(binding.Name) ? claim.RecordAsync(binding.Name, last, inFlight.HandlerToken) : RunHandlerAsync(labelboxEvent, key, binding, last, claim, inFlight)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Holds its slot until the completion is recorded. If the consumer dies, the next one repeats only handlers that had started
    /// and were not recorded, so at most as many as can run concurrently. False if another consumer has taken the event.
    /// </summary>
    private async Task<bool> RunHandlerAsync(AnyEvent labelboxEvent, EventKey key, HandlerBinding binding, bool last, InboxClaim claim, InFlightMessage inFlight)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(inFlight.StartToken, claim.Lost);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var context = new EventContext { EffectKey = key.Effect, Fence = claim.Fence, Attempt = attempt, Redelivered = inFlight.Redelivered };
                ExceptionDispatchInfo? failure;
                using (await invoker.AcquireSlotAsync(waiting.Token))
                {
                    failure = await invoker.InvokeAsync(binding, labelboxEvent, context, claim, inFlight);
                    if (failure is null)
                    {
                        return await claim.RecordAsync(binding.Name, last, inFlight.HandlerToken);
                    }
                }

                inFlight.ThrowIfStopping();
                await DelayOrThrowAsync(failure, labelboxEvent, binding, attempt, waiting.Token);
            }
        }
        catch (Exception) when (claim.Lost.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task DelayOrThrowAsync(ExceptionDispatchInfo failure, AnyEvent labelboxEvent, HandlerBinding binding, int attempt, CancellationToken cancellationToken)
    {
        if (attempt > options.Value.Retries || failure.SourceException is EventRejectedException)
        {
            LogFailed(logger, failure.SourceException, labelboxEvent.Id, labelboxEvent.Event.Type, binding.Name, attempt);
            ConsumerMetrics.Ended(labelboxEvent.Event.Topic, "failed");
            failure.Throw();
        }

        var pause = BackOff.DelayAfter(options.Value, attempt);
        LogRetry(logger, failure.SourceException, labelboxEvent.Id, labelboxEvent.Event.Type, binding.Name, attempt, pause);
        ConsumerMetrics.Retried(labelboxEvent.Event.Topic);
        await Task.Delay(pause, time, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Debug, "Event {EventId} ({Type}) is acknowledged: no handler consumes it")]
    private static partial void LogUnhandled(ILogger logger, string eventId, string type);

    [LoggerMessage(2, LogLevel.Debug, "Event {EventId} ({Type}) is acknowledged: it was already handled")]
    private static partial void LogRepeated(ILogger logger, string eventId, string type);

    [LoggerMessage(3, LogLevel.Warning, "Event {EventId} was taken over by another consumer, because this one (fence {Fence}) stalled for longer than LabelboxConsumers:Lease")]
    private static partial void LogLost(ILogger logger, string eventId, long fence);

    [LoggerMessage(4, LogLevel.Warning, "Event {EventId} ({Type}): {Handler} failed on attempt {Attempt} and is retried in {Pause}")]
    private static partial void LogRetry(ILogger logger, Exception failure, string eventId, string type, string handler, int attempt, TimeSpan pause);

    [LoggerMessage(5, LogLevel.Error, "Event {EventId} ({Type}) goes to the error queue: {Handler} failed on attempt {Attempt}")]
    private static partial void LogFailed(ILogger logger, Exception failure, string eventId, string type, string handler, int attempt);
}
