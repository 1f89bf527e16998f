using System.Runtime.InteropServices;

namespace WebhookRelay.Ledger;

/// <summary>
/// The published entries, in publishing order, in which an entry that waited follows those that overtook it. Numbers are
/// microseconds since 1970, made strictly increasing.
/// </summary>
internal sealed class PublishedLog(LedgerStore store)
{
    private static readonly byte[] RemovedKey = "published-removed"u8.ToArray();

    private readonly Lock _lock = new();
    private TaskCompletionSource _written = NewSignal();
    private long _last;

    /// <summary>Called by the writer after the ledger was opened.</summary>
    public void Start() => _last = End();

    /// <summary>Called by the writer only.</summary>
    public void Put(LedgerBatch batch, DateTimeOffset at, long sequence)
    {
        var number = Math.Max(LedgerEntry.Microseconds(at), _last + 1);
        batch.Put(ColumnFamily.Published, EntryCodec.Key(number), EntryCodec.Key(sequence));
        _last = number;
    }

    /// <summary>Notifies waiters that new records are written.</summary>
    public void NotifyWritten()
    {
        lock (_lock)
        {
            _written.TrySetResult();
            _written = NewSignal();
        }
    }

    /// <summary>Completes when something is written after this call.</summary>
    public Task NextAsync()
    {
        lock (_lock)
        {
            return _written.Task;
        }
    }

    /// <summary>The log's current start, after what retention has removed.</summary>
    public long Begin() => store.Database.Read(Removed);

    /// <summary>The log's current end.</summary>
    public long End() => store.Database.Read(End);

    /// <summary>The next entries after a number, and the last number that retention removed.</summary>
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

    /// <summary>The last number of the longest log prefix whose entries are all at or below a sequence; null if there is none.</summary>
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

/// <param name="Number">Its position in the log.</param>
/// <param name="Sequence">The entry's sequence.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PublishedEntry(long Number, long Sequence);

/// <param name="Entries">In the log's order.</param>
/// <param name="Removed">The last number that retention removed; 0 if none.</param>
internal sealed record PublishedPage(IReadOnlyList<PublishedEntry> Entries, long Removed);
