using WebhookRelay.Ledger;
using WebhookRelay.Simulation.Time;
using WebhookRelay.Simulation.World;

namespace WebhookRelay.Simulation.Disk;

/// <summary>The ledger's records on a simulated disk. Like RocksDB, it rejects every write after a failed one until it is reopened.</summary>
internal sealed class SimulatedDatabase(RelayDisk disk, Timeline timeline, ProcessLifetime lifetime, Random random, GuaranteeMonitor monitor) : ILedgerDatabase
{
    private bool _open;
    private bool _failed;

    public void Open()
    {
        if (disk.FullUntil > timeline.Now && random.Next(2) is 0)
        {
            throw new LedgerUnavailableException("The ledger cannot be opened: no space left.");
        }

        (_open, _failed) = (true, false);
    }

    public void OpenReadOnly() => Open();

    public void Close() => _open = false;

    public byte[]? Get(ColumnFamily family, byte[] key) => Opened(family).Find(key);

    public List<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, int limit)
    {
        var records = Opened(family);
        var found = new List<KeyValuePair<byte[], byte[]>>();
        for (var at = records.FirstFrom(from); at < records.Count && found.Count < limit; at++)
        {
            found.Add(records[at]);
        }

        return found;
    }

    public byte[]? Last(ColumnFamily family) => Opened(family) is { Count: > 0 } records ? records[records.Count - 1].Value : null;

    public long Count(ColumnFamily family) => Opened(family).Count;

    public T Read<T>(Func<LedgerView, T> read)
    {
        using var view = new View(this);
        return read(view);
    }

    public void Write(Action<LedgerBatch> fill, bool sync)
    {
        Opened(ColumnFamily.Meta);
        var batch = new Batch();
        fill(batch);
        if (disk.FullUntil > timeline.Now || _failed)
        {
            Fail(batch);
        }

        var interruption = disk.Interruption;
        disk.Interruption = null;
        if (interruption is not null && random.Next(2) is 0)
        {
            interruption();
        }

        End();
        disk.Write(batch);
        foreach (var (_, key, _, settlement) in batch.Changes.Where(change => change is { Family: ColumnFamily.Settlements, Value: not null }))
        {
            monitor.Settled(disk.Ids[EntryCodec.Sequence(key)], SettlementCodec.DecodeSettlement(settlement!));
        }

        if (sync)
        {
            disk.Sync();
        }

        interruption?.Invoke();
        End();
    }

    public void CopyTo(string copy) => throw new NotSupportedException("The simulation does not support backups.");

    public void Dispose() => Close();

    /// <summary>An unsynced write may survive anyway.</summary>
    private void Fail(Batch batch)
    {
        if (!_failed && random.Next(2) is 0)
        {
            disk.Write(batch);
        }

        _failed = true;
        throw new LedgerUnavailableException("No space left.");
    }

    private Records Opened(ColumnFamily family)
    {
        End();
        return _open ? disk[family] : throw new LedgerUnavailableException("The ledger is closed.");
    }

    private void End()
    {
        if (lifetime.HasEnded)
        {
            throw new LedgerUnavailableException("The process has ended.");
        }
    }

    private sealed class View(SimulatedDatabase database) : LedgerView
    {
        public override byte[]? Get(ColumnFamily family, byte[] key) => database.Get(family, key);

        public override RecordCursor OpenCursor(ColumnFamily family, byte[] prefix, bool newestFirst, long lowest = 0) => new Walker(database.Opened(family), prefix, newestFirst);

        public override void Dispose()
        {
        }
    }

    private sealed class Walker(Records records, byte[] prefix, bool newestFirst) : RecordCursor
    {
        private int _at;

        public override byte[] Key => records[_at].Key;

        public override byte[] Value => records[_at].Value;

        public override void SeekToFirst() => SeekTo(newestFirst ? long.MaxValue : 0);

        public override void SeekTo(long number)
        {
            var key = LedgerIndex.Key(prefix, number);
            var from = records.FirstFrom(key);
            Look(newestFirst && !(from < records.Count && key.AsSpan().SequenceEqual(records[from].Key)) ? from - 1 : from);
        }

        public override void MoveNext() => Look(newestFirst ? _at - 1 : _at + 1);

        public override void Dispose()
        {
        }

        private void Look(int at)
        {
            _at = at;
            Current = at >= 0 && at < records.Count && records[at].Key is var key && key.Length >= prefix.Length + sizeof(long) && key.AsSpan().StartsWith(prefix)
                ? EntryCodec.Sequence(key.AsSpan(prefix.Length))
                : null;
        }
    }
}
