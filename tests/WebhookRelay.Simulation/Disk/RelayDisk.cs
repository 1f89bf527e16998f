using WebhookRelay.Ledger;

namespace WebhookRelay.Simulation.Disk;

/// <summary>The disk of one relay. A crash loses some unsynced writes, the newest first.</summary>
internal sealed class RelayDisk
{
    private readonly Records[] _families = [.. Enum.GetValues<ColumnFamily>().Select(_ => new Records())];
    private readonly List<Batch> _written = [];
    private int _synced;

    /// <summary>The time until which every write fails because the disk is full.</summary>
    public TimeSpan FullUntil { get; set; }

    /// <summary>The fault before or after the next write; null if there is none.</summary>
    public Action? Interruption { get; set; }

    /// <summary>The entries that survive a crash.</summary>
    public HashSet<long> Synced { get; } = [];

    /// <summary>The deliveries by sequence.</summary>
    public Dictionary<long, string> Ids { get; } = [];

    public Records this[ColumnFamily family] => _families[(int)family];

    public void Write(Batch batch)
    {
        _written.Add(batch);
        Apply(batch);
    }

    public void Sync()
    {
        for (; _synced < _written.Count; _synced++)
        {
            foreach (var change in _written[_synced].Changes.Where(change => change is { Family: ColumnFamily.Entries, Value: not null }))
            {
                Synced.Add(EntryCodec.Sequence(change.Key));
            }
        }
    }

    /// <summary>Simulates a power failure.</summary>
    public void Crash(Random random)
    {
        var left = _synced + random.Next(_written.Count - _synced + 1);
        _written.RemoveRange(left, _written.Count - left);
        foreach (var family in _families)
        {
            family.Clear();
        }

        foreach (var batch in _written)
        {
            Apply(batch);
        }
    }

    private void Apply(Batch batch)
    {
        foreach (var (family, key, end, value) in batch.Changes)
        {
            if (value is null)
            {
                this[family].Remove(key, end);
            }
            else
            {
                this[family].Put(key, value);
                if (family is ColumnFamily.Entries)
                {
                    Ids[EntryCodec.Sequence(key)] = EntryCodec.Decode(value).Entry.Id;
                }
            }
        }
    }
}
