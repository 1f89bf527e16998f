using WebhookRelay.Ledger;

namespace WebhookRelay.Normalising;

/// <summary>The event of an entry once more: the same bytes that were published, since they are written by a pure function.</summary>
internal static class EventAsPublished
{
    /// <summary>Null where its delivery is no event.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="settlement">How it stands; null for Accepted.</param>
    /// <param name="body">Its body.</param>
    /// <param name="ledgerId">The ledger it is in.</param>
    public static ReadOnlyMemory<byte>? Of(LedgerEntry entry, Settlement? settlement, ReadOnlyMemory<byte> body, string ledgerId) =>
        Read(entry, body) is { } labelboxEvent
            ? CloudEventWriter.Write(labelboxEvent, ledgerId, settlement?.Local ?? false, settlement?.ReplayId)
            : default(ReadOnlyMemory<byte>?);

    /// <summary>What a delivery tells; null where it is no event. Never throws: the relay has quarantined what its reading failed on.</summary>
    public static NormalisedEvent? Read(LedgerEntry entry, ReadOnlyMemory<byte> body)
    {
        try
        {
            return (Normaliser.Normalise(entry, body) as Normalised.Understood)?.Event;
        }
        catch (Exception)
        {
            return null;
        }
    }
}
