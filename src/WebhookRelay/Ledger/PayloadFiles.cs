using System.Security.Cryptography;

namespace WebhookRelay.Ledger;

/// <summary>
/// The files of large bodies under <c>payloads</c>, each named by the SHA-256 of its bytes:
/// <code>
///   incoming/&lt;random&gt;  ->  written, synced  ->  &lt;digest&gt;, the folder synced  ->  an entry refers to it
/// </code>
/// A file named by a digest is complete. Files that no entry references are deleted.
/// </summary>
internal sealed class PayloadFiles(string ledgerFolder, DiskSpace disk, Func<ReadOnlyMemory<byte>, bool> isReferredTo) : IDisposable
{
    private readonly string _folder = FolderOf(ledgerFolder);
    private readonly string _incoming = Path.Combine(FolderOf(ledgerFolder), "incoming");
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _inUse = new(StringComparer.Ordinal);

    // One sync at a time: a disk syncs ten large files no faster concurrently, and blocks ten threads.
    private readonly SemaphoreSlim _syncing = new(1);

    public static string PathOf(string ledgerFolder, ReadOnlyMemory<byte> digest) => Path.Combine(FolderOf(ledgerFolder), NameOf(digest));

    /// <summary>The files of a ledger's large bodies.</summary>
    public static IEnumerable<string> In(string ledgerFolder) =>
        Directory.EnumerateFiles(FolderOf(ledgerFolder)).Where(file => IsDigest(Path.GetFileName(file)));

    /// <summary>Deletes incomplete files of an earlier process. The ledger must be open: its lock excludes other processes.</summary>
    /// <exception cref="LedgerUnavailableException">The folder cannot be created or read.</exception>
    public void Open() => OrUnavailable(() =>
    {
        Directory.CreateDirectory(_incoming);
        foreach (var left in Directory.EnumerateFiles(_incoming))
        {
            File.Delete(left);
        }

        DeleteOrphans();
        return true;
    });

    /// <summary>Creates a file for a large body.</summary>
    /// <param name="declared">The length that the sender declared.</param>
    /// <exception cref="LedgerUnavailableException">The disk has too little space, or the file cannot be created.</exception>
    public IncomingPayload Create(long declared)
    {
        if (disk.FaultAfter(declared) is { } full)
        {
            throw new LedgerUnavailableException(full);
        }

        return OrUnavailable(() => new IncomingPayload(Path.Combine(_incoming, Path.GetRandomFileName()), disk));
    }

    /// <summary>Stores a body under the name of its digest. It is protected from deletion until the result is disposed, and after that while an entry references it.</summary>
    /// <exception cref="LedgerUnavailableException">The body could not be stored.</exception>
    public async Task<StoredPayload> StoreAsync(IncomingPayload incoming)
    {
        await _syncing.WaitAsync();
        try
        {
            return await Task.Run(() => OrUnavailable(() => Store(incoming)));
        }
        finally
        {
            _syncing.Release();
        }
    }

    /// <summary>Deletes every file that is neither referenced nor in use.</summary>
    /// <exception cref="LedgerUnavailableException">The folder cannot be read.</exception>
    public void DeleteOrphans() => OrUnavailable(() =>
    {
        foreach (var file in In(ledgerFolder))
        {
            DeleteIfOrphan(Path.GetFileName(file));
        }

        return true;
    });

    public void Dispose() => _syncing.Dispose();

    internal void Release(string name)
    {
        lock (_lock)
        {
            if (--_inUse[name] is 0)
            {
                _inUse.Remove(name);
            }
        }

        try
        {
            DeleteIfOrphan(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // While the ledger is closed, references cannot be read; retention checks again.
        }
    }

    private StoredPayload Store(IncomingPayload incoming)
    {
        var digest = incoming.Sync();
        var name = NameOf(digest);
        var path = Path.Combine(_folder, name);
        lock (_lock)
        {
            if (!File.Exists(path))
            {
                File.Move(incoming.Path, path);
            }

            _inUse[name] = _inUse.GetValueOrDefault(name) + 1;
        }

        var stored = new StoredPayload(this, name, new EntryBody.InFile(path, digest, incoming.Length));
        try
        {
            DirectorySync.Sync(_folder);
            return stored;
        }
        catch (IOException)
        {
            stored.Dispose();
            throw;
        }
    }

    private void DeleteIfOrphan(string name)
    {
        lock (_lock)
        {
            if (!_inUse.ContainsKey(name) && !isReferredTo(Convert.FromHexString(name)))
            {
                File.Delete(Path.Combine(_folder, name));
            }
        }
    }

    private T OrUnavailable<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is (IOException or UnauthorizedAccessException) and not LedgerUnavailableException)
        {
            throw new LedgerUnavailableException($"The large bodies in '{_folder}' cannot be kept: {e.Message}", e);
        }
    }

    private static string FolderOf(string ledgerFolder) => Path.Combine(ledgerFolder, "payloads");

    private static bool IsDigest(string name) => name.Length is 2 * SHA256.HashSizeInBytes && name.All(char.IsAsciiHexDigitLower);

    private static string NameOf(ReadOnlyMemory<byte> digest) => Convert.ToHexStringLower(digest.Span);
}

/// <summary>A stored body that may not be referenced yet. Disposing it deletes the file if no entry references it.</summary>
internal sealed class StoredPayload(PayloadFiles files, string name, EntryBody.InFile body) : IDisposable
{
    private bool _released;

    public EntryBody.InFile Body => body;

    public void Dispose()
    {
        if (!_released)
        {
            _released = true;
            files.Release(name);
        }
    }
}
