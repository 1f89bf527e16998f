namespace WebhookRelay.Ledger;

/// <summary>Records by family and key. A write is all or nothing; a synced one, and every one before it, outlives a crash.</summary>
internal interface ILedgerDatabase : IDisposable
{
    /// <summary>Opens it, or makes it. It can be closed and opened again under its readers.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be opened; the message names the folder, the reason and the remedy.</exception>
    void Open();

    /// <summary>As it stands now, whoever else has it open; it is only read, record by record and not through a view.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be opened, or is not there.</exception>
    void OpenReadOnly();

    void Close();

    /// <exception cref="LedgerUnavailableException">The database is closed, or cannot be read.</exception>
    byte[]? Get(ColumnFamily family, byte[] key);

    /// <summary>Up to <paramref name="limit"/> records from a key on, in the order of their keys.</summary>
    /// <exception cref="LedgerUnavailableException">The database is closed, or cannot be read.</exception>
    List<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, int limit);

    /// <summary>The record with the highest key; null where there is none.</summary>
    /// <exception cref="LedgerUnavailableException">The database is closed, or cannot be read.</exception>
    byte[]? Last(ColumnFamily family);

    /// <exception cref="LedgerUnavailableException">The database is closed, or cannot be read.</exception>
    long Count(ColumnFamily family);

    /// <summary>Reads several records as they stand at one moment. What is read with the view must not leave it.</summary>
    /// <exception cref="LedgerUnavailableException">The database is closed, or cannot be read.</exception>
    T Read<T>(Func<LedgerView, T> read);

    /// <summary>Writes all of it or nothing; where <paramref name="sync"/> is set, it is on disk when this returns.</summary>
    /// <exception cref="LedgerUnavailableException">It could not be written. The database must be closed and opened again.</exception>
    void Write(Action<LedgerBatch> fill, bool sync);

    /// <summary>Makes a copy of it in a folder that is not there yet, as it stands at one moment. Files that no longer change are linked where the disk is the same.</summary>
    /// <exception cref="LedgerUnavailableException">The database is closed, or the copy cannot be made.</exception>
    void CopyTo(string copy);
}

/// <summary>What is to be written together.</summary>
internal abstract class LedgerBatch
{
    public abstract void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    public abstract void Delete(ColumnFamily family, ReadOnlySpan<byte> key);

    /// <summary>Deletes every record from the first key up to, and not including, the last.</summary>
    public abstract void DeleteRange(ColumnFamily family, byte[] first, byte[] end);
}
