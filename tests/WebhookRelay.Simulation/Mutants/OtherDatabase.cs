using WebhookRelay.Ledger;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Wraps the database and changes its writes.</summary>
internal sealed class OtherDatabase(ILedgerDatabase database, Action<ILedgerDatabase, Action<LedgerBatch>, bool> write) : ILedgerDatabase
{
    public void Open() => database.Open();

    public void OpenReadOnly() => database.OpenReadOnly();

    public void Close() => database.Close();

    public byte[]? Get(ColumnFamily family, byte[] key) => database.Get(family, key);

    public List<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, int limit) => database.Scan(family, from, limit);

    public byte[]? Last(ColumnFamily family) => database.Last(family);

    public long Count(ColumnFamily family) => database.Count(family);

    public T Read<T>(Func<LedgerView, T> read) => database.Read(read);

    public void Write(Action<LedgerBatch> fill, bool sync) => write(database, fill, sync);

    public void CopyTo(string copy) => database.CopyTo(copy);

    public void Dispose() => database.Dispose();
}
