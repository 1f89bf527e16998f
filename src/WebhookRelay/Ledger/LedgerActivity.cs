using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>What the ledger has counted: accepted and settled deliveries, and refused requests.</summary>
internal sealed class LedgerActivity(ActivityCounters counters, ActivityTable table, LedgerChain chain, Func<RecountedGap?, Task> save)
{
    private const int PageEntries = 1000;

    /// <summary>When counting began.</summary>
    public DateTimeOffset Since => ActivitySlot.Begin(counters.SinceSlot);

    /// <summary>Counts a refused request. Never throws.</summary>
    public void Refused(string reason)
    {
        if (counters.Refused(reason))
        {
            _ = SaveAsync();
        }
    }

    /// <summary>The counts up to now. After a killed process its accepted deliveries are counted again first, which reads each of those entries.</summary>
    /// <param name="from">The first slot.</param>
    /// <param name="to">The slot after the last.</param>
    /// <param name="byHour">Whether to read hours instead of slots.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read or written now.</exception>
    public async Task<ActivityRecords> ReadAsync(long from, long to, bool byHour, CancellationToken cancellationToken)
    {
        foreach (var gap in table.Uncounted())
        {
            await save(Recount(gap, cancellationToken)).WaitAsync(cancellationToken);
        }

        await save(null).WaitAsync(cancellationToken);
        return table.Read(from, to, byHour);
    }

    /// <summary>Removes old counts.</summary>
    public void Remove(long slotsBefore, long hoursBefore) => table.Remove(slotsBefore, hoursBefore);

    private async Task SaveAsync()
    {
        try
        {
            await save(null);
        }
        catch (LedgerUnavailableException)
        {
            // The next save stores these counts as well.
        }
    }

    private RecountedGap Recount(ActivityGap gap, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<long, ActivityCounts>();
        for (var after = gap.After; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = chain.After(after, PageEntries);
            foreach (var entry in page.TakeWhile(entry => entry.Sequence <= gap.UpTo))
            {
                var slot = ActivitySlot.Of(entry.AcceptedAt);
                counts.TryAdd(slot, new ActivityCounts());
                counts[slot].Accepted(entry.Webhook, LabelboxTopics.FromHeader(entry.Event));
            }

            if (page.Count < PageEntries || page[^1].Sequence > gap.UpTo)
            {
                return new RecountedGap(gap, counts);
            }

            after = page[^1].Sequence;
        }
    }
}
