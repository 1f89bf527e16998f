using WebhookRelay.Contracts;
using WebhookRelay.Ledger;

namespace WebhookRelay.Searching;

/// <summary>
/// Finds entries in sequence order, in either direction. Settled entries are found through the index. Accepted entries are
/// not indexed yet and are checked one by one, including the payload if the filter needs it.
/// </summary>
internal sealed class EntrySearch(DeliveryLedger ledger)
{
    private const long MaxPayloadBytes = 8 * 1024 * 1024;

    private static readonly IReadOnlyList<DeliveryState> Settled = [DeliveryState.Relayed, DeliveryState.Duplicate, DeliveryState.Unrouted, DeliveryState.Quarantined];

    /// <summary>The states that have an error.</summary>
    private static readonly IReadOnlyList<DeliveryState> StatesWithError = [DeliveryState.Duplicate, DeliveryState.Unrouted, DeliveryState.Quarantined];

    private readonly LowestAcceptedEntry _lowestAccepted = new();

    /// <summary>The work limit of one page: about 20 ms.</summary>
    public int MaxSteps { get; init; } = 2000;

    /// <summary>The next matching entries. A page may contain fewer than exist, even none, and then says where to continue.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="order">Newest or oldest first.</param>
    /// <param name="from">The first sequence to consider; null for the first in that order.</param>
    /// <param name="upTo">The newest sequence to consider.</param>
    /// <param name="limit">The maximum number of entries to return.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public SearchPage Find(EntryFilter filter, SearchOrder order, long? from, long upTo, int limit)
    {
        var noneAcceptedBelow = _lowestAccepted.NoneBelow;
        return ledger.Read(view => Find(view, noneAcceptedBelow, filter, order, from, upTo, limit));
    }

    private SearchPage Find(LedgerView view, long noneAcceptedBelow, EntryFilter filter, SearchOrder order, long? from, long upTo, int limit)
    {
        // Records deleted by retention slow the search until they are compacted, so it starts at the lowest kept one.
        var ranges = filter.Ranges(view);
        if (ranges.Count is 0)
        {
            return new SearchPage([], Next: null);
        }

        var (lowest, highest) = (Math.Max(ranges[0].Lowest, LedgerChain.LowestKept(view)), Math.Min(ranges[^1].Highest, upTo));
        var (begin, end) = order.NewestFirst ? (highest, lowest) : (lowest, highest);
        begin = from is { } given && order.IsBefore(begin, given) ? given : begin;

        var budget = new SearchBudget(MaxSteps, MaxPayloadBytes);
        var payload = filter.Contains is { } text ? new PayloadSearch(text) : null;
        var streams = Streams(view, noneAcceptedBelow, filter, order, ranges, lowest, budget);
        foreach (var stream in streams)
        {
            stream.SeekTo(begin);
        }

        var found = new List<FoundEntry>();
        while (order.First(streams.Select(stream => stream.Current)) is { } position && !order.IsBefore(end, position))
        {
            // Every page makes progress, however small the budget.
            if (found.Count == limit || (budget.IsExhausted && position != begin))
            {
                return new SearchPage(found, position);
            }

            budget.Step();
            if (Match(view, filter, payload, position, budget) is { } match)
            {
                found.Add(match);
            }

            foreach (var stream in streams.Where(stream => stream.Current == position))
            {
                stream.MoveNext();
            }
        }

        return new SearchPage(found, Next: null);
    }

    private List<SequenceStream> Streams(
        LedgerView view, long noneAcceptedBelow, EntryFilter filter, SearchOrder order, IReadOnlyList<SequenceRange> ranges, long lowest, SearchBudget budget)
    {
        SequenceStream Stored(ColumnFamily family, byte[] prefix) => new StoredStream(view.OpenCursor(family, prefix, order.NewestFirst, lowest), order);

        SequenceStream Within(params IReadOnlyList<SequenceStream> all) => ranges.Count > 1
            ? new IntersectionStream([.. all, new RangeStream(ranges, order)], order, budget)
            : all is [var single] ? single : new IntersectionStream(all, order, budget);

        if (filter.Id is { } id)
        {
            var others = Within(Stored(ColumnFamily.Index, LedgerIndex.OfId(id)));
            return DeliveryIdIndex.First(view, id) is { } first ? [others, Within(new SingleStream(first.Sequence, order))] : [others];
        }

        var criteria = Criteria(filter, order, prefix => Stored(ColumnFamily.Index, prefix));
        if (criteria.Count is 0)
        {
            return [Within(Stored(ColumnFamily.Entries, []))];
        }

        List<SequenceStream> streams = filter.States is [DeliveryState.Accepted] ? [] : [Within(criteria)];
        if (filter.Allows(DeliveryState.Accepted) && filter.Error is null && _lowestAccepted.Find(view, noneAcceptedBelow) is { } lowestAccepted)
        {
            streams.Add(Within(new AcceptedStream(view.OpenCursor(ColumnFamily.Pending, [], order.NewestFirst, lowestAccepted), order, budget)));
        }

        return streams;
    }

    /// <summary>A stream for each indexed condition of the filter.</summary>
    private static List<SequenceStream> Criteria(EntryFilter filter, SearchOrder order, Func<byte[], SequenceStream> indexed)
    {
        var criteria = new List<SequenceStream>();
        if (filter.Label is { } label)
        {
            criteria.Add(indexed(LedgerIndex.OfLabel(label)));
        }

        if (filter.DataRow is { } dataRow)
        {
            criteria.Add(indexed(LedgerIndex.OfDataRow(dataRow)));
        }

        if (filter.States.Count + filter.Topics.Count > 0 || filter.Error is not null)
        {
            var states = (filter.Error is null ? Settled : StatesWithError).Where(filter.Allows);
            var topics = filter.Topics.Count > 0 ? filter.Topics : Enum.GetValues<LabelboxTopic>();
            criteria.Add(new UnionStream([.. states.SelectMany(state => topics.Select(topic => indexed(LedgerIndex.OfState(state, topic))))], order));
        }

        if (filter.Project is { } project)
        {
            criteria.Add(indexed(LedgerIndex.OfProject(project)));
        }

        return criteria;
    }

    private FoundEntry? Match(LedgerView view, EntryFilter filter, PayloadSearch? payload, long sequence, SearchBudget budget)
    {
        if (view.Find(sequence) is not { } entry)
        {
            return null;
        }

        var settlement = view.ReadSettlement(sequence);
        if (!filter.Matches(entry, settlement))
        {
            return null;
        }

        var facts = settlement?.Facts ?? (filter.NeedsFacts ? FactsOf(view, entry, budget) : null);
        return (facts is null || filter.Matches(facts)) && (payload is null || Contains(view, entry, payload, budget)) ? new FoundEntry(entry, settlement, facts) : null;
    }

    private bool Contains(LedgerView view, LedgerEntry entry, PayloadSearch payload, SearchBudget budget)
    {
        budget.Read(entry.BodyLength);
        return payload.IsIn(ledger.ReadBody(view, entry));
    }

    private EntryFacts FactsOf(LedgerView view, LedgerEntry entry, SearchBudget budget)
    {
        budget.Read(entry.BodyLength);
        return PendingEntryFacts.Read(entry, ledger.ReadBody(view, entry));
    }
}

/// <param name="Entries">In the requested order.</param>
/// <param name="Next">Where to continue; null at the end.</param>
internal sealed record SearchPage(IReadOnlyList<FoundEntry> Entries, long? Next);

/// <param name="Entry">The entry.</param>
/// <param name="Settlement">Its settlement; null for Accepted.</param>
/// <param name="Facts">Its search fields; null if the payload was not read.</param>
internal sealed record FoundEntry(LedgerEntry Entry, Settlement? Settlement, EntryFacts? Facts);
