using System.Diagnostics;
using Microsoft.Extensions.Options;
using WebhookRelay.Contracts;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;

namespace WebhookRelay.Relaying;

/// <summary>
/// Steps 5 to 7 of the line, for one event:
/// <code>
///   own index  ->  turn  ->  claim  ->  publish  ->  commit  ->  settlement
///                   ^                      |
///                   +---- try again -------+
/// </code>
/// Trying again claims again: with our own token that renews the lease, so that no publish starts on a lease about to end.
/// An event that a queue refuses goes to the others one by one, and then waits for that queue; its claim ends with its lease.
/// </summary>
internal sealed class RelayLine(
    Ledger.Ledger ledger,
    IDeduplication deduplication,
    IEventPublisher publisher,
    RefusedEntries refused,
    TimeProvider time,
    IOptionsMonitor<PublishingOptions> options)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Drives the event to an ending; null where it waits for a queue that refuses it.</summary>
    /// <param name="labelboxEvent">The event.</param>
    /// <param name="attempts">How often its entry was driven before.</param>
    /// <param name="stopping">Begin nothing more.</param>
    /// <param name="cut">Wait no longer for what the broker was given.</param>
    /// <exception cref="OperationCanceledException">The service stops; the entry stays pending.</exception>
    public async Task<Settlement?> DriveAsync(NormalisedEvent labelboxEvent, int attempts, CancellationToken stopping, CancellationToken cut)
    {
        var entry = labelboxEvent.Entry;
        var local = false;
        Settlement Ends(DeliveryState state, string? error = null) =>
            new(state, attempts, labelboxEvent.RoutingKey, error) { Facts = labelboxEvent.EntryFacts, Local = local, EventId = labelboxEvent.IdOfItsOwn };
        void Note(AttemptOutcome outcome) => ledger.Note(entry.Sequence, new DeliveryAttempt(time.GetUtcNow(), outcome, labelboxEvent.RoutingKey, Error: null));

        // :: The ledger's own index first: it needs no network.
        switch (ledger.Store.Ids.UseBefore(entry))
        {
            case IdUse.BySameOrigin { Sequence: var earlier }:
                labelboxEvent = WithIdOfItsOwn(labelboxEvent);
                return Ends(DeliveryState.Quarantined, $"id-reused: entry {earlier} has this id and another body");
            case IdUse.ByAnother:
                labelboxEvent = WithIdOfItsOwn(labelboxEvent);
                break;
        }

        // :: What is too large for an event can be fetched before anybody is told of it.
        if (LargeData.FaultOf(labelboxEvent, options.CurrentValue) is { } fault)
        {
            return Ends(DeliveryState.Quarantined, fault);
        }

        labelboxEvent = await LargeData.NameAsync(labelboxEvent, ledger.Payloads, options.CurrentValue);
        var happening = HappeningOf(labelboxEvent);
        var pause = FirstPause;
        Publication? publication = null;
        Claim? claim = null;
        var (sequence, routingKey, row) = (entry.Sequence, labelboxEvent.RoutingKey, labelboxEvent.Facts.DataRowId);
        var wasRefused = refused.TookIt.Of(sequence) is not null;
        var turns = new RefusedTurns(refused, ledger, sequence, routingKey, time);
        var toEach = wasRefused || refused.AnyRefuses(publisher.QueuesLastBoundFor(routingKey));
        var mayBeOut = false;
        var refusedByAll = false;
        try
        {
            while (true)
            {
                // :: Our turn at the broker.
                if (publication is null)
                {
                    if (refused.IsHeld(row, sequence))
                    {
                        refused.Park(routingKey, row, sequence, refusedNow: false);
                        return null;
                    }

                    var outbound = OutboundOf(labelboxEvent, ledger.LedgerId, local, replayId: null);
                    if (outbound.Body.Length > options.CurrentValue.MaxEventBytes)
                    {
                        return Ends(DeliveryState.Quarantined, $"too-large: the event has {outbound.Body.Length} bytes, more than Publishing:MaxEventBytes ({options.CurrentValue.MaxEventBytes})");
                    }

                    publication = toEach ? publisher.OpenToEach(outbound, turns) : publisher.Open(outbound);
                }

                await publication.WaitForTurnAsync(stopping);

                // :: The claim, or its renewal.
                switch (await deduplication.ClaimAsync(happening, stopping))
                {
                    case ClaimResult.AlreadyRelayed:
                        return Ends(DeliveryState.Relayed);
                    case ClaimResult.Duplicate duplicate:
                        return Ends(DeliveryState.Duplicate, $"duplicate of {duplicate.Of}");
                    case ClaimResult.IdTaken:
                        labelboxEvent = WithIdOfItsOwn(labelboxEvent);
                        happening = HappeningOf(labelboxEvent);
                        (publication, claim) = (Close(publication), null);
                        continue;
                    case ClaimResult.IdReused reused:
                        labelboxEvent = WithIdOfItsOwn(labelboxEvent);
                        return Ends(DeliveryState.Quarantined, $"id-reused: {reused.Of} has this id and another body");
                    case ClaimResult.Held when wasRefused:
                        // Another replica has it as well, and is refused too: it is tried again, and holds up no other meanwhile.
                        claim = null;
                        if (!refused.EndsTurn(sequence))
                        {
                            refused.Park(routingKey, row, sequence, refusedNow: false);
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
                    // The event says whether Redis was asked, and its bytes are written before its turn comes.
                    local = !local;
                    publication = Close(publication);
                    continue;
                }

                // :: The broker.
                attempts++;
                var fence = claim;
                (var before, mayBeOut) = (mayBeOut, true);
                switch (await publication.SendAsync(() => fence.RemainingLease >= options.CurrentValue.Deadline, cut))
                {
                    case PublishOutcome.Confirmed:
                        await NoteAsync(claim, cut);
                        claim = null;
                        return Ends(DeliveryState.Relayed);
                    case PublishOutcome.Unrouted:
                        await claim.DisposeAsync();
                        claim = null;
                        return Ends(DeliveryState.Unrouted, "no queue is bound for its routing key");
                    case PublishOutcome.Refused when toEach:
                        turns.Keep();
                        return null;
                    case PublishOutcome.Refused:
                        // Which queue refuses shows when it goes to each.
                        (publication, toEach, refusedByAll) = (Close(publication), true, true);
                        if (!wasRefused)
                        {
                            Note(AttemptOutcome.Refused);
                        }

                        refused.TookIt.Keep(sequence, []);
                        break;
                    case PublishOutcome.RefusedByChannel:
                        break;
                    case PublishOutcome.QueuesNotKnown when refusedByAll || ((wasRefused || turns.AnyTook) && !refused.MayGoToAll(routingKey, sequence)):
                        turns.Keep();
                        refused.Park(routingKey, row, sequence, refusedByAll);
                        return null;
                    case PublishOutcome.QueuesNotKnown:
                        (publication, toEach, mayBeOut) = (Close(publication), false, before);
                        attempts--;
                        break;
                    case PublishOutcome.Lost:
                        publication = Close(publication);
                        Note(AttemptOutcome.Unanswered);
                        await Task.Delay(pause, time, stopping);
                        pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                        break;
                    case PublishOutcome.NotSent:
                        attempts--;
                        mayBeOut = before || turns.AnyTook;
                        break;
                    case PublishOutcome.SendAgain:
                        Note(AttemptOutcome.Unanswered);
                        break;
                    case var other:
                        throw new UnreachableException($"{other} is no outcome of a publish.");
                }
            }
        }
        finally
        {
            publication?.Dispose();
            if (claim is not null && !mayBeOut)
            {
                // What may be out keeps its claim until the lease ends, or we are back: another replica would double it.
                await claim.DisposeAsync();
            }
        }
    }

    private static async ValueTask NoteAsync(Claim claim, CancellationToken cut)
    {
        try
        {
            await claim.CommitAsync(cut);
        }
        catch (OperationCanceledException)
        {
            // The service stops: the broker has it, and without the ledger's note it would be sent again at the next start.
        }
    }

    /// <summary>The delivery's id was used before, with another body: whoever knows that event must not take this one for it.</summary>
    private static NormalisedEvent WithIdOfItsOwn(NormalisedEvent labelboxEvent)
    {
        var id = labelboxEvent.Entry.IdOfItsOwn;
        Activity.Current?.SetTag("messaging.message.id", EventIdentity.MessageId(id).ToString());
        return labelboxEvent with { Id = id };
    }

    private static Publication? Close(Publication publication)
    {
        publication.Dispose();
        return null;
    }

    private Happening HappeningOf(NormalisedEvent labelboxEvent)
    {
        var (entry, facts) = labelboxEvent;
        return new Happening(
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

    internal static OutboundEvent OutboundOf(NormalisedEvent labelboxEvent, string ledgerId, bool local, string? replayId)
    {
        var (entry, facts) = labelboxEvent;
        return new OutboundEvent(
            labelboxEvent.Id,
            EventIdentity.MessageId(labelboxEvent.Id),
            labelboxEvent.Type,
            labelboxEvent.RoutingKey,
            facts.HappenedAt ?? entry.AcceptedAt,
            CloudEventWriter.Write(labelboxEvent, ledgerId, local, replayId),
            Activity.Current?.Id ?? entry.TraceParent,
            Activity.Current?.TraceStateString);
    }
}
