using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;

namespace WebhookRelay.Relaying;

/// <summary>Recreates the event of an entry. The bytes equal the published ones, since a pure function writes them.</summary>
internal sealed class PublishedEventReader(EntryReader reader, DeliveryLedger ledger, IOptionsMonitor<PublishingOptions> options)
{
    /// <summary>Null if the delivery is not an event.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadPublishedAsync(LedgerEntry entry, Settlement? settlement, CancellationToken cancellationToken)
    {
        if (ledger.ReadBody(entry) is not { } body || await ReadAsync(entry, body, cancellationToken) is not { } read)
        {
            return null;
        }

        var isLarge = read.NeedsReference(options.CurrentValue.InlineBytes);
        if (isLarge && options.CurrentValue.PayloadUrl is null or "")
        {
            return null;
        }

        var published = isLarge ? WithReference(read, options.CurrentValue.PayloadUrl!) : read;
        return CloudEventWriter.Write(published, ledger.LedgerId, settlement?.Local ?? false, settlement?.ReplayId);
    }

    /// <summary>The event of a delivery; null if it is not an event or can no longer be read.</summary>
    public async ValueTask<NormalisedEvent?> ReadAsync(LedgerEntry entry, EntryBody body, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(entry, body, cancellationToken) is NormalisationResult.Understood { Event: var read }
                ? read with { Id = ledger.ReadSettlement(entry.Sequence)?.EventId ?? entry.Id }
                : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The relay has quarantined what it could not read.
            return null;
        }
    }

    /// <summary>Adds the data reference. Publishing makes the data available.</summary>
    private static NormalisedEvent WithReference(NormalisedEvent read, string payloadUrl) => read with
    {
        Reference = read.DataPart is { } part
            ? DataReference.To(payloadUrl, part.Digest, part.Length)
            : DataReference.To(payloadUrl, SHA256.HashData(read.Facts.DataRow.Span), read.Facts.DataRow.Length),
    };
}
