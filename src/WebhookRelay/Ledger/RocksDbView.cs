using RocksDbSharp;

namespace WebhookRelay.Ledger;

/// <summary>A RocksDB snapshot and the iterators over it.</summary>
internal sealed class RocksDbView : LedgerView
{
    /// <summary>Encodes to the bytes after every number.</summary>
    private const long EndOfNumbers = -1;

    private readonly RocksDb _rocks;
    private readonly ColumnFamilyHandle[] _families;
    private readonly Snapshot _snapshot;
    private readonly ReadOptions _options;
    private readonly List<RocksDbCursor> _cursors = [];
    private readonly List<ReadOptions> _bounded = [];

    public RocksDbView(RocksDb rocks, ColumnFamilyHandle[] families)
    {
        (_rocks, _families) = (rocks, families);
        _snapshot = rocks.CreateSnapshot();
        _options = new ReadOptions().SetSnapshot(_snapshot);
    }

    public override byte[]? Get(ColumnFamily family, byte[] key) => _rocks.Get(key, _families[(int)family], _options);

    public override RecordCursor OpenCursor(ColumnFamily family, byte[] prefix, bool newestFirst, long lowest = 0)
    {
        // Without bounds the iterator would pass through records of other prefixes, including deleted ones.
        var options = new ReadOptions()
            .SetSnapshot(_snapshot)
            .SetIterateLowerBound(LedgerIndex.Key(prefix, lowest))
            .SetIterateUpperBound(LedgerIndex.Key(prefix, EndOfNumbers));
        _bounded.Add(options);
        var cursor = new RocksDbCursor(_rocks.NewIterator(_families[(int)family], options), prefix, newestFirst);
        _cursors.Add(cursor);
        return cursor;
    }

    public override void Dispose()
    {
        foreach (var cursor in _cursors)
        {
            cursor.Dispose();
        }

        _snapshot.Dispose();
        GC.KeepAlive(_options);
        GC.KeepAlive(_bounded);
    }

    private sealed class RocksDbCursor(Iterator records, byte[] prefix, bool newestFirst) : RecordCursor
    {
        public override byte[] Key => records.Key();

        public override byte[] Value => records.Value();

        public override void SeekToFirst() => SeekTo(newestFirst ? long.MaxValue : 0);

        public override void SeekTo(long number)
        {
            var key = LedgerIndex.Key(prefix, number);
            Look(newestFirst ? records.SeekForPrev(key) : records.Seek(key));
        }

        public override void MoveNext() => Look(newestFirst ? records.Prev() : records.Next());

        public override void Dispose() => records.Dispose();

        private void Look(Iterator at)
        {
            Current = at.Valid() && at.GetKeySpan() is var key && key.Length >= prefix.Length + sizeof(long) && key.StartsWith(prefix)
                ? EntryCodec.Sequence(key[prefix.Length..])
                : null;
        }
    }
}
