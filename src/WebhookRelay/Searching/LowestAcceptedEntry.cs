using WebhookRelay.Ledger;

namespace WebhookRelay.Searching;

/// <summary>Finds the lowest Accepted entry and remembers it, so that deleted and Unrouted records before it are skipped only once.</summary>
internal sealed class LowestAcceptedEntry
{
    private long _noneBelow;

    /// <summary>No entry below this sequence is Accepted. Read it before opening the view it is used with.</summary>
    public long NoneBelow => Volatile.Read(ref _noneBelow);

    /// <summary>The lowest Accepted sequence; null if there is none.</summary>
    public long? Find(LedgerView view, long noneBelow)
    {
        var pending = view.OpenCursor(ColumnFamily.Pending, [], newestFirst: false);
        for (pending.SeekTo(noneBelow); pending.Current is { } sequence; pending.MoveNext())
        {
            if (SettlementCodec.DecodePending(pending.Value) is DeliveryState.Accepted)
            {
                Volatile.Write(ref _noneBelow, sequence);
                return sequence;
            }
        }

        // Later entries come after the newest existing one.
        var entries = view.OpenCursor(ColumnFamily.Entries, [], newestFirst: true);
        entries.SeekToFirst();
        Volatile.Write(ref _noneBelow, entries.Current ?? 0);
        return null;
    }
}
