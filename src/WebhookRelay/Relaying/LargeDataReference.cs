using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;

namespace WebhookRelay.Relaying;

/// <summary>Replaces data that are too large for an event by a reference to them.</summary>
internal static class LargeDataReference
{
    /// <summary>Why the event cannot be published; null when it can.</summary>
    public static string? ErrorFor(NormalisedEvent labelboxEvent, PublishingOptions options) =>
        labelboxEvent.NeedsReference(options.InlineBytes) && options.PayloadUrl is null or ""
            ? $"too-large: its data have {labelboxEvent.DataLength} bytes, more than Publishing:InlineBytes ({options.InlineBytes}); set Publishing:PayloadUrl to the address at which subscribers reach this replica's management port, then replay it"
            : null;

    /// <summary>The event to publish. If its data are too large, subscribers can fetch them from now on.</summary>
    /// <exception cref="LedgerUnavailableException">The data could not be stored, so the event must not be published.</exception>
    public static async ValueTask<NormalisedEvent> AddReferenceAsync(NormalisedEvent labelboxEvent, LedgerPayloads payloads, PublishingOptions options)
    {
        if (!labelboxEvent.NeedsReference(options.InlineBytes))
        {
            return labelboxEvent;
        }

        var (entry, facts) = labelboxEvent;
        if (labelboxEvent.DataPart is not { } part)
        {
            return labelboxEvent with { Reference = DataReference.To(options.PayloadUrl!, await payloads.StoreReferenceAsync(entry, facts.DataRow), facts.DataRow.Length) };
        }

        payloads.AddReference(entry, part);
        return labelboxEvent with { Reference = DataReference.To(options.PayloadUrl!, part.Digest, part.Length) };
    }
}
