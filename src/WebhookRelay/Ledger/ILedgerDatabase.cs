namespace WebhookRelay.Ledger;

/// <summary>Records by column family and key. Writes are atomic. A synced write, and every write before it, survives a crash.</summary>
internal interface ILedgerDatabase : IDisposable
{
    /// <summary>Opens or creates the database. It can be closed and reopened while readers use it.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be opened; the message names the folder, the reason and the remedy.</exception>
    void Open();

    /// <summary>Opens a read-only copy as of now, even if another process has the database open. Views are not supported.</summary>
    /// <exception cref="LedgerUnavailableException">The database cannot be opened or does not exist.</exception>
    void OpenReadOnly();

    void Close();

    /// <exception cref="LedgerUnavailableException">The database is closed, or cannot be read.</exception>
    byte[]? Get(ColumnFamily family, byte[] key);

    /// <summary>Up to <paramref name="limit"/> records from a key on, in the order of their keys.</summary>
    /// <exception cref="LedgerUnavailableException">The database is closed, or cannot be read.</exception>
    List<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, int limit);

    /// <summary>The record with the highest key; null if there is none.</summary>
    /// <exception cref="LedgerUnavailableException">The database is closed, or cannot be read.</exception>
    byte[]? Last(ColumnFamily family);

    /// <exception cref="LedgerUnavailableException">The database is closed, or cannot be read.</exception>
    long Count(ColumnFamily family);

    /// <summary>Reads several records from one snapshot. The view must not be used after the callback returns.</summary>
    /// <exception cref="LedgerUnavailableException">The database is closed, or cannot be read.</exception>
    T Read<T>(Func<LedgerView, T> read);

    /// <summary>Writes a batch atomically. With <paramref name="sync"/>, it is on disk when this returns.</summary>
    /// <exception cref="LedgerUnavailableException">The write failed. The database must be closed and reopened.</exception>
    void Write(Action<LedgerBatch> fill, bool sync);

    /// <summary>Copies a snapshot of the database to a new folder. Files that no longer change are hard-linked if the disk is the same.</summary>
    /// <exception cref="LedgerUnavailableException">The database is closed, or the copy cannot be made.</exception>
    void CopyTo(string copy);
}

/// <summary>Records to write together.</summary>
internal abstract class LedgerBatch
{
    public abstract void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    public abstract void Delete(ColumnFamily family, ReadOnlySpan<byte> key);

    /// <summary>Deletes all records from the first key up to, but not including, the end key.</summary>
    public abstract void DeleteRange(ColumnFamily family, byte[] first, byte[] end);
}
