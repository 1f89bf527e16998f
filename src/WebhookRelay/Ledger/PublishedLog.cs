using System.Runtime.InteropServices;

namespace WebhookRelay.Ledger;

/// <summary>
/// The entries whose events were published, in the order that was noted: an entry that waited is behind those that
/// overtook it. Its numbers are microseconds since 1970, made strictly increasing.
/// </summary>
internal sealed class PublishedLog(LedgerStore store)
{
    private static readonly byte[] RemovedKey = "published-removed"u8.ToArray();

    private readonly Lock _lock = new();
    private TaskCompletionSource _written = NewSignal();
    private long _last;

    /// <summary>Called by the writer when the ledger was opened.</summary>
    public void Start() => _last = End();

    /// <summary>Called by the writer only.</summary>
    public void Put(LedgerBatch batch, DateTimeOffset at, long sequence)
    {
        var number = Math.Max(LedgerEntry.Microseconds(at), _last + 1);
        batch.Put(ColumnFamily.Published, EntryCodec.Key(number), EntryCodec.Key(sequence));
        _last = number;
    }

    /// <summary>What was put is written.</summary>
    public void NotifyWritten()
    {
        lock (_lock)
        {
            _written.TrySetResult();
            _written = NewSignal();
        }
    }

    /// <summary>Completes when more is written than there was when it was asked for.</summary>
    public Task NextAsync()
    {
        lock (_lock)
        {
            return _written.Task;
        }
    }

    /// <summary>Where the log begins now: behind what retention has removed.</summary>
    public long Begin() => store.Database.Read(Removed);

    /// <summary>Where the log ends now.</summary>
    public long End() => store.Database.Read(End);

    /// <summary>The next entries after a number, and the number of the last that retention has removed.</summary>
    public PublishedPage ReadAfter(long number, int limit) => store.Database.Read(view =>
    {
        var records = view.OpenCursor(ColumnFamily.Published, [], newestFirst: false);
        var page = new List<PublishedEntry>();
        for (records.SeekTo(number + 1); records.Current is { } current && page.Count < limit; records.MoveNext())
        {
            page.Add(new PublishedEntry(current, EntryCodec.Sequence(records.Value)));
        }

        return new PublishedPage(page, Removed(view));
    });

    /// <summary>The last number of the log's beginning whose entries are all up to a sequence; null where it begins beyond.</summary>
    public long? LastUpTo(long sequence) => store.Database.Read(view =>
    {
        var records = view.OpenCursor(ColumnFamily.Published, [], newestFirst: false);
        long? last = null;
        for (records.SeekTo(Removed(view) + 1); records.Current is { } current && EntryCodec.Sequence(records.Value) <= sequence; records.MoveNext())
        {
            last = current;
        }

        return last;
    });

    /// <summary>Removes the log up to a number.</summary>
    public static void Remove(LedgerBatch batch, long last)
    {
        batch.DeleteRange(ColumnFamily.Published, EntryCodec.Key(0), EntryCodec.Key(last + 1));
        batch.Put(ColumnFamily.Meta, RemovedKey, EntryCodec.Key(last));
    }

    private static long End(LedgerView view)
    {
        var newest = view.OpenCursor(ColumnFamily.Published, [], newestFirst: true);
        newest.SeekToFirst();
        return newest.Current ?? Removed(view);
    }

    private static long Removed(LedgerView view) => view.Get(ColumnFamily.Meta, RemovedKey) is { } removed ? EntryCodec.Sequence(removed) : 0;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <param name="Number">Its place in the log.</param>
/// <param name="Sequence">The entry.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PublishedEntry(long Number, long Sequence);

/// <param name="Entries">In the log's order.</param>
/// <param name="Removed">The number of the last that retention has removed; 0 where it removed none.</param>
internal sealed record PublishedPage(IReadOnlyList<PublishedEntry> Entries, long Removed);
