using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;

namespace WebhookRelay.Relaying;

/// <summary>Lets an event name data that are too large for it.</summary>
internal static class LargeDataReference
{
    /// <summary>Why such an event cannot go out; null where it can.</summary>
    public static string? ErrorFor(NormalisedEvent labelboxEvent, PublishingOptions options) =>
        IsLarge(labelboxEvent, options) && options.PayloadUrl is null or ""
            ? $"too-large: its data have {labelboxEvent.DataLength} bytes, more than Publishing:InlineBytes ({options.InlineBytes}); set Publishing:PayloadUrl to where subscribers reach this replica's management port, and replay it"
            : null;

    /// <summary>The event as it goes out: where its data are too large, they can be fetched from now on.</summary>
    /// <exception cref="LedgerUnavailableException">They could not be kept, and it must not go out.</exception>
    public static async ValueTask<NormalisedEvent> AddReferenceAsync(NormalisedEvent labelboxEvent, LedgerPayloads payloads, PublishingOptions options)
    {
        if (!IsLarge(labelboxEvent, options))
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

    private static bool IsLarge(NormalisedEvent labelboxEvent, PublishingOptions options) =>
        labelboxEvent.DataPart is not null || labelboxEvent.DataLength > options.InlineBytes;
}
