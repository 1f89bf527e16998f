using RocksDbSharp;

namespace WebhookRelay.Ledger;

/// <summary>A snapshot of RocksDB, and the iterators over it.</summary>
internal sealed class RocksView : LedgerView
{
    /// <summary>As it is written, behind every number.</summary>
    private const long EndOfNumbers = -1;

    private readonly RocksDb _rocks;
    private readonly ColumnFamilyHandle[] _families;
    private readonly Snapshot _snapshot;
    private readonly ReadOptions _options;
    private readonly List<RocksWalk> _walks = [];
    private readonly List<ReadOptions> _bounded = [];

    public RocksView(RocksDb rocks, ColumnFamilyHandle[] families)
    {
        (_rocks, _families) = (rocks, families);
        _snapshot = rocks.CreateSnapshot();
        _options = new ReadOptions().SetSnapshot(_snapshot);
    }

    public override byte[]? Get(Family family, byte[] key) => _rocks.Get(key, _families[(int)family], _options);

    public override RecordWalk Walk(Family family, byte[] prefix, bool newestFirst, long lowest = 0)
    {
        // Without bounds it would go on through the records of other prefixes, deleted ones too, until it finds one that is there.
        var options = new ReadOptions()
            .SetSnapshot(_snapshot)
            .SetIterateLowerBound(LedgerIndex.Key(prefix, lowest))
            .SetIterateUpperBound(LedgerIndex.Key(prefix, EndOfNumbers));
        _bounded.Add(options);
        var walk = new RocksWalk(_rocks.NewIterator(_families[(int)family], options), prefix, newestFirst);
        _walks.Add(walk);
        return walk;
    }

    public override void Dispose()
    {
        foreach (var walk in _walks)
        {
            walk.Dispose();
        }

        _snapshot.Dispose();
        GC.KeepAlive(_options);
        GC.KeepAlive(_bounded);
    }

    private sealed class RocksWalk(Iterator records, byte[] prefix, bool newestFirst) : RecordWalk
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
