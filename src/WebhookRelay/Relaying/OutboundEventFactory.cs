using System.Diagnostics;
using WebhookRelay.Contracts;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;

namespace WebhookRelay.Relaying;

/// <summary>Creates the message that is published for an event.</summary>
internal static class OutboundEventFactory
{
    /// <param name="labelboxEvent">The event.</param>
    /// <param name="ledgerId">The ledger that accepted it.</param>
    /// <param name="local">Whether duplicates were looked for in this ledger only, because Redis was unavailable.</param>
    /// <param name="replayId">The replay that publishes it; null for its first publication.</param>
    public static OutboundEvent Create(NormalisedEvent labelboxEvent, string ledgerId, bool local, string? replayId)
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
