using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace WebhookRelay.Ledger;

/// <summary>A large body being written to a file. Disposing it deletes the file unless it was stored.</summary>
internal sealed class IncomingPayload : IDisposable
{
    private readonly DiskSpace _disk;
    private readonly SafeFileHandle _file;
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <exception cref="IOException">The file cannot be created.</exception>
    public IncomingPayload(string path, DiskSpace disk)
    {
        (Path, _disk) = (path, disk);
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileOptions.Asynchronous);
    }

    public string Path { get; }

    public long Length { get; private set; }

    /// <exception cref="LedgerUnavailableException">The disk has too little space, or the write failed.</exception>
    public async ValueTask WriteAsync(ReadOnlySequence<byte> piece)
    {
        // The signature is not verified yet: the body must not use the reserved space.
        if (_disk.Fault is { } full)
        {
            throw new LedgerUnavailableException(full);
        }

        var pieces = new List<ReadOnlyMemory<byte>>();
        foreach (var bytes in piece)
        {
            _digest.AppendData(bytes.Span);
            pieces.Add(bytes);
        }

        try
        {
            await RandomAccess.WriteAsync(_file, pieces, Length, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerUnavailableException($"A large body cannot be written: {e.Message}", e);
        }

        Length += piece.Length;
        _disk.Subtract(piece.Length);
    }

    /// <summary>Finishes writing: the bytes are on disk, under a temporary name.</summary>
    /// <returns>SHA-256 of the bytes.</returns>
    /// <exception cref="IOException">The bytes cannot be flushed to disk.</exception>
    public byte[] Sync()
    {
        RandomAccess.FlushToDisk(_file);
        _file.Dispose();
        return _digest.GetHashAndReset();
    }

    public void Dispose()
    {
        _file.Dispose();
        _digest.Dispose();
        try
        {
            File.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start clears the folder.
        }
    }
}
