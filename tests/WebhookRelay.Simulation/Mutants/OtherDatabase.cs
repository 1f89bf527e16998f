using WebhookRelay.Ledger;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>The database it was given, but for how it writes.</summary>
internal sealed class OtherDatabase(ILedgerDatabase database, Action<ILedgerDatabase, Action<LedgerBatch>, bool> write) : ILedgerDatabase
{
    public void Open() => database.Open();

    public void OpenToRead() => database.OpenToRead();

    public void Close() => database.Close();

    public byte[]? Get(Family family, byte[] key) => database.Get(family, key);

    public List<KeyValuePair<byte[], byte[]>> Scan(Family family, byte[] from, int limit) => database.Scan(family, from, limit);

    public byte[]? Last(Family family) => database.Last(family);

    public long Count(Family family) => database.Count(family);

    public T Read<T>(Func<LedgerView, T> read) => database.Read(read);

    public void Write(Action<LedgerBatch> fill, bool sync) => write(database, fill, sync);

    public void CopyTo(string copy) => database.CopyTo(copy);

    public void Dispose() => database.Dispose();
}
