using System.Diagnostics;
using Microsoft.Extensions.Options;
using WebhookRelay.Contracts;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;
using WebhookRelay.Starting;

namespace WebhookRelay.Relaying;

/// <summary>
/// Steps 5 to 7 of the pipeline, for one event:
/// <code>
///   own index  ->  claim  ->  publish  ->  commit  ->  settlement
///                   ^                      |
///                   +---- try again -------+
/// </code>
/// A retry claims again with the same token, which renews the lease, so that no publish starts on a lease about to expire.
/// An event that a queue refuses is sent to the other queues one by one, and then waits for that queue; its claim expires
/// with its lease.
/// </summary>
internal sealed class RelayPipeline(
    DeliveryLedger ledger,
    IDeduplication deduplication,
    IEventPublisher publisher,
    RefusedEntries refused,
    TimeProvider time,
    IOptionsMonitor<PublishingOptions> options)
{
    /// <summary>Runs the event until it is settled; null when it waits for a queue that refuses it.</summary>
    /// <param name="labelboxEvent">The event.</param>
    /// <param name="attempts">How many attempts its entry had before.</param>
    /// <param name="stopping">Start nothing new.</param>
    /// <param name="stopWaiting">Stop waiting for confirms of sent events.</param>
    /// <exception cref="OperationCanceledException">The service stops; the entry stays pending.</exception>
    public async Task<Settlement?> RunAsync(NormalisedEvent labelboxEvent, int attempts, CancellationToken stopping, CancellationToken stopWaiting)
    {
        var entry = labelboxEvent.Entry;
        var local = false;
        Settlement Settled(DeliveryState state, string? error = null) =>
            new(state, attempts, labelboxEvent.RoutingKey, error) { Facts = labelboxEvent.EntryFacts, Local = local, EventId = labelboxEvent.ReplacementId };
        void Note(AttemptResult outcome) => ledger.RecordAttempt(entry.Sequence, new DeliveryAttempt(time.GetUtcNow(), outcome, labelboxEvent.RoutingKey, Error: null));

        // The ledger's index first: it needs no network.
        switch (ledger.Ids.PreviousUse(entry))
        {
            case IdUse.BySameOrigin { Sequence: var earlier }:
                labelboxEvent = WithReplacementId(labelboxEvent);
                return Settled(DeliveryState.Quarantined, $"id-reused: entry {earlier} has this id and another body");
            case IdUse.ByOtherOrigin:
                labelboxEvent = WithReplacementId(labelboxEvent);
                break;
        }

        // Data too large for the event are made available before the event is published.
        if (LargeDataReference.ErrorFor(labelboxEvent, options.CurrentValue) is { } tooLarge)
        {
            return Settled(DeliveryState.Quarantined, tooLarge);
        }

        labelboxEvent = await LargeDataReference.AddReferenceAsync(labelboxEvent, ledger.Payloads, options.CurrentValue);
        var request = ClaimRequestFor(labelboxEvent);
        var pause = PublishRetry.FirstPause;
        Publication? publication = null;
        Claim? claim = null;
        var (sequence, routingKey, dataRowId) = (entry.Sequence, labelboxEvent.RoutingKey, labelboxEvent.Facts.DataRowId);
        var wasRefused = refused.AcceptingQueues.Find(sequence) is not null;
        var progress = new QueueProgress(refused, ledger, sequence, routingKey, time);
        var queueByQueue = wasRefused || refused.AnyRefuses(publisher.LastKnownQueues(routingKey));
        var maybeSent = false;
        var refusedByAll = false;
        try
        {
            while (true)
            {
                // Capacity at the broker.
                if (publication is null)
                {
                    if (refused.IsHeld(dataRowId, sequence))
                    {
                        refused.Park(routingKey, dataRowId, sequence, refusedNow: false);
                        return null;
                    }

                    var outbound = OutboundEventFactory.Create(labelboxEvent, ledger.LedgerId, local, replayId: null);
                    if (outbound.Body.Length > options.CurrentValue.MaxEventBytes)
                    {
                        return Settled(DeliveryState.Quarantined, $"too-large: the event has {outbound.Body.Length} bytes, more than Publishing:MaxEventBytes ({options.CurrentValue.MaxEventBytes})");
                    }

                    publication = queueByQueue ? publisher.OpenPerQueue(outbound, progress) : publisher.Open(outbound);
                }

                await publication.WaitForCapacityAsync(stopping);

                // The claim, or its renewal.
                switch (await deduplication.ClaimAsync(request, stopping))
                {
                    case ClaimResult.AlreadyRelayed:
                        return Settled(DeliveryState.Relayed);
                    case ClaimResult.Duplicate duplicate:
                        return Settled(DeliveryState.Duplicate, $"duplicate of {duplicate.Of}");
                    case ClaimResult.IdTaken:
                        labelboxEvent = WithReplacementId(labelboxEvent);
                        request = ClaimRequestFor(labelboxEvent);
                        (publication, claim) = (Close(publication), null);
                        continue;
                    case ClaimResult.IdReused reused:
                        labelboxEvent = WithReplacementId(labelboxEvent);
                        return Settled(DeliveryState.Quarantined, $"id-reused: {reused.Of} has this id and another body");
                    case ClaimResult.Held when wasRefused:
                        // Another replica holds the claim and is refused too. Retry later, without holding up other entries.
                        claim = null;
                        if (!refused.BlockQueuesOf(sequence))
                        {
                            refused.Park(routingKey, dataRowId, sequence, refusedNow: false);
                        }

                        return null;
                    case ClaimResult.Held held:
                        (publication, claim) = (Close(publication), null);
                        await Task.Delay(held.RetryAfter, time, stopping);
                        continue;
                    case ClaimResult.Granted granted:
                        claim = granted.Claim;
                        break;
                }

                if ((claim!.Scope is ClaimScope.Local) != local)
                {
                    // The event states whether Redis was asked, and its bytes are already written: write them again.
                    local = !local;
                    publication = Close(publication);
                    continue;
                }

                // The broker.
                attempts++;
                var sendClaim = claim;
                (var maybeSentBefore, maybeSent) = (maybeSent, true);
                switch (await publication.SendAsync(() => sendClaim.RemainingLease >= options.CurrentValue.Deadline, stopWaiting))
                {
                    case PublishResult.Confirmed:
                        await CommitAsync(claim, stopWaiting);
                        claim = null;
                        return Settled(DeliveryState.Relayed);
                    case PublishResult.Unrouted:
                        await claim.DisposeAsync();
                        claim = null;
                        return Settled(DeliveryState.Unrouted, "no queue is bound for its routing key");
                    case PublishResult.Refused when queueByQueue:
                        progress.Save();
                        return null;
                    case PublishResult.Refused:
                        // Sending to each queue separately shows which one refuses.
                        (publication, queueByQueue, refusedByAll) = (Close(publication), true, true);
                        if (!wasRefused)
                        {
                            Note(AttemptResult.Refused);
                        }

                        refused.AcceptingQueues.Set(sequence, []);
                        break;
                    case PublishResult.QueuesUnknown when refusedByAll || ((wasRefused || progress.AnyAccepted) && !refused.MaySendToAll(routingKey, sequence)):
                        progress.Save();
                        refused.Park(routingKey, dataRowId, sequence, refusedByAll);
                        return null;
                    case PublishResult.QueuesUnknown:
                        (publication, queueByQueue, maybeSent) = (Close(publication), false, maybeSentBefore);
                        attempts--;
                        break;
                    case PublishResult.Lost:
                        publication = Close(publication);
                        Note(AttemptResult.Unanswered);
                        await Task.Delay(pause, time, stopping);
                        pause = BackOff.Next(pause, PublishRetry.LongestPause);
                        break;
                    case PublishResult.NotSent:
                        attempts--;
                        maybeSent = maybeSentBefore || progress.AnyAccepted;
                        break;
                    case PublishResult.SendAgain:
                        Note(AttemptResult.Unanswered);
                        break;
                    case var other:
                        throw new UnreachableException($"{other} is not a known publish outcome.");
                }
            }
        }
        finally
        {
            publication?.Dispose();
            if (claim is not null && !maybeSent)
            {
                // If the event may have been sent, keep the claim until the lease expires or this replica is back: another replica would duplicate it.
                await claim.DisposeAsync();
            }
        }
    }

    private static async ValueTask CommitAsync(Claim claim, CancellationToken stopWaiting)
    {
        try
        {
            await claim.CommitAsync(stopWaiting);
        }
        catch (OperationCanceledException)
        {
            // The service stops. The broker has confirmed the event, so it is settled even without the commit.
        }
    }

    /// <summary>The delivery's id was used before with another body. A different event id keeps subscribers from taking this event for that one.</summary>
    private static NormalisedEvent WithReplacementId(NormalisedEvent labelboxEvent)
    {
        var id = labelboxEvent.Entry.ReplacementId;
        Activity.Current?.SetTag("messaging.message.id", EventIdentity.MessageId(id).ToString());
        return labelboxEvent with { Id = id };
    }

    private static Publication? Close(Publication publication)
    {
        publication.Dispose();
        return null;
    }

    private ClaimRequest ClaimRequestFor(NormalisedEvent labelboxEvent)
    {
        var (entry, facts) = labelboxEvent;
        return new ClaimRequest(
            labelboxEvent.Id,
            entry.Id,
            $"{ledger.LedgerId}/{entry.Sequence}",
            Convert.ToHexStringLower(entry.BodyDigest.Span),
            LabelboxTopics.WordsOf(entry.Event),
            facts,
            entry.Origin)
        {
            ContentDigest = labelboxEvent.DataContentDigest,
        };
    }
}
