using System.Diagnostics;
using Microsoft.Extensions.Options;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;
using WebhookRelay.Relaying;
using WebhookRelay.Starting;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Replaying;

/// <summary>
/// Publishes one entry again without deduplication. An Unrouted or Quarantined entry that now reaches every bound queue
/// becomes Relayed; everything else is recorded as an attempt.
/// </summary>
internal sealed class ReplayPipeline(
    DeliveryLedger ledger,
    EntryReader reader,
    PublishedEventReader events,
    IEventPublisher publisher,
    UnroutedQueue unrouted,
    RefusedEntries refused,
    RelayMetrics metrics,
    IOptionsMonitor<PublishingOptions> options,
    TimeProvider time)
{

    /// <summary>How many bytes are in memory while the body's event is processed.</summary>
    public long MemoryNeeded(EntryBody body) => reader.MemoryNeeded(body);

    /// <summary>The entry's event; null if it is still not understood.</summary>
    public ValueTask<NormalisedEvent?> ReadAsync(LedgerEntry entry, EntryBody body, CancellationToken cancellationToken) =>
        events.ReadAsync(entry, body, cancellationToken);

    /// <summary>Publishes the entry until it has a result.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the event may have been published.</exception>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be used now.</exception>
    public async Task<AttemptResult> RunAsync(ReplayRecord replay, LedgerEntry entry, NormalisedEvent? labelboxEvent, DataRowSequencer sequencer, CancellationToken cancellationToken)
    {
        using var span = Tracing.StartRelay(entry.Id, entry.TraceParent);
        if (labelboxEvent is null)
        {
            return Record(replay, entry, AttemptResult.Quarantined, labelboxEvent: null, "still not understood");
        }

        var outcome = AttemptResult.Failed;
        await sequencer.RunAsync(labelboxEvent.Facts.DataRowId, async () => outcome = await PublishAsync(replay, labelboxEvent, cancellationToken));
        return outcome;
    }

    private async Task<AttemptResult> PublishAsync(ReplayRecord replay, NormalisedEvent labelboxEvent, CancellationToken cancellationToken)
    {
        var entry = labelboxEvent.Entry;
        if (LargeDataReference.ErrorFor(labelboxEvent, options.CurrentValue) is { } tooLarge)
        {
            return Record(replay, entry, AttemptResult.Quarantined, labelboxEvent, tooLarge);
        }

        labelboxEvent = await LargeDataReference.AddReferenceAsync(labelboxEvent, ledger.Payloads, options.CurrentValue);
        var outbound = OutboundEventFactory.Create(labelboxEvent, ledger.LedgerId, local: false, replay.Id);
        if (outbound.Body.Length > options.CurrentValue.MaxEventBytes)
        {
            return Record(replay, entry, AttemptResult.Quarantined, labelboxEvent, "too-large: more than Publishing:MaxEventBytes");
        }

        using var publication = new ReplayPublication(replay.Order.Queue, outbound, publisher, refused);
        var pause = PublishRetry.FirstPause;
        while (true)
        {
            switch (await publication.SendAsync(cancellationToken))
            {
                case PublishResult.Confirmed:
                    return Record(replay, entry, AttemptResult.Relayed, labelboxEvent, error: null);
                case PublishResult.Unrouted:
                    return Record(
                        replay, entry, AttemptResult.Unrouted, labelboxEvent,
                        replay.Order.Queue is null ? "no queue is bound for its routing key" : "there is no queue of this name");
                case PublishResult.Refused or PublishResult.Lost or PublishResult.NotAllowed:
                    await Task.Delay(pause, time, cancellationToken);
                    var longest = publication.MayDuplicate ? options.CurrentValue.RefusedRetry : PublishRetry.LongestPause;
                    pause = BackOff.Next(pause, longest);
                    break;
                case PublishResult.NotSent or PublishResult.SendAgain:
                    break;
                case var other:
                    throw new UnreachableException($"{other} is not a known publish result.");
            }
        }
    }

    private AttemptResult Record(ReplayRecord replay, LedgerEntry entry, AttemptResult outcome, NormalisedEvent? labelboxEvent, string? error)
    {
        metrics.Replayed(outcome.Name());
        if (replay.Order.Queue is null && labelboxEvent is not null && NewState(entry, outcome) is { } state)
        {
            Settle(replay, labelboxEvent, state, error);
        }
        else
        {
            ledger.RecordAttempt(entry.Sequence, new DeliveryAttempt(time.GetUtcNow(), outcome, labelboxEvent?.RoutingKey, error, replay.Id, replay.Order.Queue));
        }

        return outcome;
    }

    /// <summary>The entry's new state; null if it does not change.</summary>
    private DeliveryState? NewState(LedgerEntry entry, AttemptResult outcome) => (ledger.ReadSettlement(entry.Sequence)?.State, outcome) switch
    {
        (DeliveryState.Quarantined or DeliveryState.Unrouted, AttemptResult.Relayed) => DeliveryState.Relayed,
        (DeliveryState.Quarantined, AttemptResult.Unrouted) => DeliveryState.Unrouted,
        _ => null,
    };

    private void Settle(ReplayRecord replay, NormalisedEvent labelboxEvent, DeliveryState state, string? error)
    {
        var (entry, routingKey) = (labelboxEvent.Entry, labelboxEvent.RoutingKey);
        var attempts = (ledger.ReadSettlement(entry.Sequence)?.Attempts ?? 0) + 1;
        ledger.Settle(
            entry.Sequence,
            new Settlement(state, attempts, routingKey, error) { Facts = labelboxEvent.EntryFacts, ReplayId = replay.Id, EventId = labelboxEvent.ReplacementId },
            byReplay: true);
        metrics.Settled(LabelboxTopics.FromHeader(entry.Event), state.Name());
        if (state is DeliveryState.Unrouted)
        {
            unrouted.Add(routingKey, entry.Sequence);
        }
        else
        {
            unrouted.Remove(routingKey, entry.Sequence);
        }
    }
}
