using WebhookRelay.Ledger;
using WebhookRelay.Searching;

namespace WebhookRelay.Replaying;

/// <summary>
/// Selects the entries of a replay order, the same for a dry run and the replay itself. Accepted entries are skipped, since
/// they will be relayed anyway. Duplicates are skipped unless requested, since their event is that of another entry.
/// </summary>
internal sealed class ReplaySelector(EntrySearch search, DeliveryLedger ledger)
{
    private const int PageEntries = 500;

    /// <param name="order">The order.</param>
    /// <param name="from">Where to continue; 0 at first.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public SelectedPage Next(ReplayOrder order, long from)
    {
        var page = order.Filter is { } filter
            ? search.Find(filter, new SearchOrder(NewestFirst: false), from, order.UpTo, PageEntries)
            : ReadSequences(order.Sequences, from);
        var accepted = page.Entries.Where(found => found.Settlement is null).ToList();
        var duplicates = order.Filter is { } asked && !asked.States.Contains(DeliveryState.Duplicate)
            ? page.Entries.Where(found => found.Settlement is { State: DeliveryState.Duplicate }).ToList()
            : [];
        return new SelectedPage([.. page.Entries.Except(accepted).Except(duplicates)], accepted.Count, duplicates.Count, page.Next);
    }

    private SearchPage ReadSequences(IReadOnlyList<long> sequences, long from) => ledger.Read(view =>
    {
        var rest = sequences.Where(sequence => sequence >= from).ToList();
        var found = rest.Take(PageEntries)
            .Select(sequence => view.Find(sequence) is { } entry ? new FoundEntry(entry, view.ReadSettlement(sequence), Facts: null) : null)
            .OfType<FoundEntry>()
            .ToList();
        return new SearchPage(found, rest.Count > PageEntries ? rest[PageEntries] : null);
    });
}

/// <param name="Selected">Oldest first.</param>
/// <param name="Accepted">How many were skipped because they will be relayed anyway.</param>
/// <param name="Duplicates">How many were skipped because they are duplicates.</param>
/// <param name="Next">Where to continue; null at the end.</param>
internal sealed record SelectedPage(IReadOnlyList<FoundEntry> Selected, int Accepted, int Duplicates, long? Next);
