using System.Diagnostics;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;

namespace WebhookRelay.Normalising;

/// <summary>Step 4 of the pipeline: normalises either of Labelbox's payload shapes to one event shape. A pure function.</summary>
internal static class Normaliser
{
    public static NormalisationResult Normalise(LedgerEntry entry, ReadOnlyMemory<byte> body) => DeliveryPayload.Read(body, LabelboxTopics.FromHeader(entry.Event)) switch
    {
        PayloadReading.Understood { Facts: var facts } => new NormalisationResult.Understood(new NormalisedEvent(entry, facts)),
        PayloadReading.NotUnderstood { Reason: var reason } => new NormalisationResult.NotUnderstood(reason),
        var other => throw new UnreachableException($"{other.GetType()} is not a known payload reading."),
    };
}
