namespace WebhookRelay.Ledger;

/// <summary>The records of replays, and the entries that each still has to publish. The keys of replays sort by creation time.</summary>
internal sealed class ReplayTable(ILedgerDatabase database)
{
    private static readonly byte[] Nothing = [];

    /// <summary>The record of a replay; null if there is none.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public byte[]? Find(byte[] key) => database.Get(ColumnFamily.Replays, key);

    /// <summary>All records, newest first.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public IReadOnlyList<KeyValuePair<byte[], byte[]>> All() => database.Read(view =>
    {
        var records = view.OpenCursor(ColumnFamily.Replays, [], newestFirst: true);
        var all = new List<KeyValuePair<byte[], byte[]>>();
        for (records.SeekToFirst(); records.Current is not null; records.MoveNext())
        {
            all.Add(KeyValuePair.Create(records.Key, records.Value));
        }

        return all;
    });

    /// <summary>Stores a new replay and deletes surplus ones; it is on disk when this returns.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void Add(byte[] key, byte[] record, IEnumerable<byte[]> surplus) => database.Write(
        batch =>
        {
            foreach (var old in surplus)
            {
                batch.Delete(ColumnFamily.Replays, old);
            }

            batch.Put(ColumnFamily.Replays, key, record);
        },
        sync: true);

    /// <summary>Saves a replay and adds entries to its work.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void Save(byte[] key, byte[] record, IEnumerable<long> work) => database.Write(
        batch =>
        {
            foreach (var sequence in work)
            {
                batch.Put(ColumnFamily.ReplayWork, LedgerIndex.Key(key, sequence), Nothing);
            }

            batch.Put(ColumnFamily.Replays, key, record);
        },
        sync: false);

    /// <summary>Saves a replay and deletes its work; it is on disk when this returns.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void End(byte[] key, byte[] record) => database.Write(
        batch =>
        {
            batch.DeleteRange(ColumnFamily.ReplayWork, LedgerIndex.Key(key, 0), LedgerIndex.Key(key, long.MaxValue));
            batch.Put(ColumnFamily.Replays, key, record);
        },
        sync: true);

    /// <summary>The next entries of a replay's work after a sequence, oldest first.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public IReadOnlyList<long> ReadWork(byte[] key, long after, int limit) => database.Read(view =>
    {
        var records = view.OpenCursor(ColumnFamily.ReplayWork, key, newestFirst: false);
        var work = new List<long>();
        for (records.SeekTo(after + 1); records.Current is { } sequence && work.Count < limit; records.MoveNext())
        {
            work.Add(sequence);
        }

        return work;
    });
}
