using RocksDbSharp;

namespace WebhookRelay.Ledger;

/// <summary>The ledger's records as they stood at one moment, whatever is written meanwhile.</summary>
internal sealed class LedgerView : IDisposable
{
    private readonly RocksDb _rocks;
    private readonly ColumnFamilyHandle[] _families;
    private readonly Snapshot _snapshot;
    private readonly ReadOptions _options;
    private readonly List<RecordWalk> _walks = [];
    private readonly List<ReadOptions> _bounded = [];

    public LedgerView(RocksDb rocks, ColumnFamilyHandle[] families)
    {
        (_rocks, _families) = (rocks, families);
        _snapshot = rocks.CreateSnapshot();
        _options = new ReadOptions().SetSnapshot(_snapshot);
    }

    public byte[]? Get(Family family, byte[] key) => _rocks.Get(key, _families[(int)family], _options);

    public LedgerEntry? Find(long sequence) => Get(Family.Entries, EntryCodec.Key(sequence)) is { } record ? EntryCodec.Decode(record).Entry : null;

    public Settlement? ReadSettlement(long sequence) =>
        Get(Family.Outcomes, EntryCodec.Key(sequence)) is { } record ? OutcomeCodec.DecodeSettlement(record) : null;

    /// <summary>Walks the records whose keys are a prefix and then a number, in the order of the number. It ends with the view.</summary>
    /// <param name="family">Where they are.</param>
    /// <param name="prefix">The prefix; empty where the key is the number.</param>
    /// <param name="newestFirst">Downwards.</param>
    /// <param name="lowest">Numbers below it are not looked for.</param>
    public RecordWalk Walk(Family family, byte[] prefix, bool newestFirst, long lowest = 0)
    {
        var options = _options;
        if (lowest > 0)
        {
            options = new ReadOptions().SetSnapshot(_snapshot).SetIterateLowerBound(LedgerIndex.Key(prefix, lowest));
            _bounded.Add(options);
        }

        var walk = new RecordWalk(_rocks.NewIterator(_families[(int)family], options), prefix, newestFirst);
        _walks.Add(walk);
        return walk;
    }

    public void Dispose()
    {
        foreach (var walk in _walks)
        {
            walk.Dispose();
        }

        _snapshot.Dispose();
        GC.KeepAlive(_options);
        GC.KeepAlive(_bounded);
    }
}
