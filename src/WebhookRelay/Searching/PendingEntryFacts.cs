using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;

namespace WebhookRelay.Searching;

/// <summary>Reads the search fields of an entry that the relay has not processed yet.</summary>
internal static class PendingEntryFacts
{
    /// <summary>Never throws: an unreadable payload has no facts.</summary>
    public static EntryFacts Read(LedgerEntry entry, EntryBody body)
    {
        try
        {
            return body switch
            {
                EntryBody.InMemory { Bytes: var bytes } when Normaliser.Normalise(entry, bytes) is NormalisationResult.Understood { Event.EntryFacts: var facts } => facts,
                EntryBody.InFile file => Read(entry, file),
                _ => EntryFacts.None,
            };
        }
        catch (Exception)
        {
            return EntryFacts.None;
        }
    }

    private static EntryFacts Read(LedgerEntry entry, EntryBody.InFile file)
    {
        var topic = LabelboxTopics.FromHeader(entry.Event);
        using var paged = new PagedFile(file, CancellationToken.None);
        return LargePayload.Read(paged.Bytes, topic) is LargeReading.Understood { Facts: var facts }
            ? new EntryFacts(topic, facts.ProjectId, facts.DataRowId, facts.LabelId)
            : EntryFacts.None;
    }
}
