using RocksDbSharp;

namespace WebhookRelay.Ledger;

/// <summary>
/// The RocksDB database. It can be closed and reopened while readers use it, since RocksDB refuses all writes after one has
/// failed, even when the disk has space again.
/// </summary>
internal sealed class LedgerDatabase(string folder) : ILedgerDatabase
{
    private static readonly WriteOptions Synced = new WriteOptions().SetSync(true);
    private static readonly WriteOptions Unsynced = new();

    private readonly ReaderWriterLockSlim _guard = new(LockRecursionPolicy.NoRecursion);
    private readonly ColumnFamilyHandle[] _families = new ColumnFamilyHandle[Enum.GetValues<ColumnFamily>().Length];
    private RocksDb? _rocks;
    private DirectoryInfo? _secondaryFolder;

    /// <summary>
    /// Loads the RocksDB library in the background during the start, since loading and binding it takes a while. Errors
    /// show on first use.
    /// </summary>
    public static void Preload() => _ = Task.Run(() => Native.Instance);

    public void Open() => Open(() =>
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return RocksDb.Open(LedgerSchema.Options(), Path.Combine(folder, "db"), LedgerSchema.Families());
    });

    public void OpenReadOnly() => Open(() =>
    {
        if (!Directory.Exists(Path.Combine(folder, "db")))
        {
            throw new LedgerUnavailableException($"There is no ledger at '{folder}'. Set Ledger:Path to the folder of one.");
        }

        // A secondary instance tolerates files that the primary deletes; a read-only instance does not.
        _secondaryFolder = Directory.CreateTempSubdirectory("ledger-");
        return RocksDb.OpenAsSecondary(LedgerSchema.Options().SetMaxOpenFiles(-1), Path.Combine(folder, "db"), _secondaryFolder.FullName, LedgerSchema.Families());
    });

    private void Open(Func<RocksDb> open)
    {
        _guard.EnterWriteLock();
        try
        {
            _rocks = open();
            foreach (var family in Enum.GetValues<ColumnFamily>())
            {
                _families[(int)family] = _rocks.GetColumnFamily(LedgerSchema.Name(family));
            }
        }
        catch (Exception e) when (e is RocksDbException or RocksDbSharpException or IOException or UnauthorizedAccessException && e is not LedgerUnavailableException)
        {
            CloseLocked();
            throw new LedgerUnavailableException($"The ledger at '{folder}' cannot be opened: {e.Message.TrimEnd('.')}. {Remedy(e.Message)}", e);
        }
        finally
        {
            _guard.ExitWriteLock();
        }
    }

    public void Close()
    {
        _guard.EnterWriteLock();
        try
        {
            CloseLocked();
        }
        finally
        {
            _guard.ExitWriteLock();
        }
    }

    public byte[]? Get(ColumnFamily family, byte[] key) => Use((rocks, families) => rocks.Get(key, families[(int)family]));

    public List<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, int limit) => Use((rocks, families) =>
    {
        using var iterator = rocks.NewIterator(families[(int)family]);
        var found = new List<KeyValuePair<byte[], byte[]>>();
        for (iterator.Seek(from); found.Count < limit && iterator.Valid(); iterator.Next())
        {
            found.Add(new(iterator.Key(), iterator.Value()));
        }

        return found;
    });

    public byte[]? Last(ColumnFamily family) => Use((rocks, families) =>
    {
        using var iterator = rocks.NewIterator(families[(int)family]);
        return iterator.SeekToLast().Valid() ? iterator.Value() : null;
    });

    public long Count(ColumnFamily family) => Use((rocks, families) =>
    {
        using var iterator = rocks.NewIterator(families[(int)family]);
        long count = 0;
        for (iterator.SeekToFirst(); iterator.Valid(); iterator.Next())
        {
            count++;
        }

        return count;
    });

    public T Read<T>(Func<LedgerView, T> read) => Use((rocks, families) =>
    {
        using var view = new RocksDbView(rocks, families);
        return read(view);
    });

    public void Write(Action<LedgerBatch> fill, bool sync) => Use((rocks, families) =>
    {
        using var batch = new WriteBatch();
        fill(new RocksBatch(batch, families));
        rocks.Write(batch, sync ? Synced : Unsynced);
        return true;
    });

    public void CopyTo(string copy) => Use((rocks, _) =>
    {
        using var checkpoint = rocks.Checkpoint();
        checkpoint.Save(copy);
        return true;
    });

    public void Dispose()
    {
        Close();
        _guard.Dispose();
    }

    private T Use<T>(Func<RocksDb, ColumnFamilyHandle[], T> use)
    {
        _guard.EnterReadLock();
        try
        {
            return use(_rocks ?? throw new LedgerUnavailableException($"The ledger at '{folder}' is closed."), _families);
        }
        catch (Exception e) when (e is RocksDbException or RocksDbSharpException)
        {
            throw new LedgerUnavailableException($"The ledger at '{folder}': {e.Message}", e);
        }
        finally
        {
            _guard.ExitReadLock();
        }
    }

    private void CloseLocked()
    {
        _rocks?.Dispose();
        _secondaryFolder?.Delete(recursive: true);
        (_rocks, _secondaryFolder) = (null, null);
    }

    private static string Remedy(string reason) => reason switch
    {
        _ when reason.Contains("lock", StringComparison.OrdinalIgnoreCase) => "Another process has the ledger open. Stop it, or set a different Ledger:Path.",
        _ when reason.Contains("ermission denied", StringComparison.Ordinal) || reason.Contains("denied", StringComparison.Ordinal) => "Let this process's user own the folder.",
        _ when reason.Contains("space", StringComparison.OrdinalIgnoreCase) => "Make room on its disk.",
        _ => "Check that Ledger:Path is a folder this process may write to, on a healthy disk.",
    };
}

file sealed class RocksBatch(WriteBatch batch, ColumnFamilyHandle[] families) : LedgerBatch
{
    public override void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => batch.Put(key, value, families[(int)family]);

    public override void Delete(ColumnFamily family, ReadOnlySpan<byte> key) => batch.Delete(key, families[(int)family]);

    public override void DeleteRange(ColumnFamily family, byte[] first, byte[] end) =>
        batch.DeleteRange(first, (ulong)first.Length, end, (ulong)end.Length, families[(int)family]);
}
