using System.Buffers;

namespace WebhookRelay.Ledger;

/// <summary>Data too large for a record: received bodies, and event data that events reference.</summary>
internal sealed class LedgerPayloads(string folder, LedgerStore store, DiskSpace disk) : IDisposable
{
    private readonly PayloadFiles _files = new(folder, disk, store.Payloads.IsReferredTo);

    /// <exception cref="LedgerUnavailableException">The folder cannot be used.</exception>
    public void Open() => _files.Open();

    /// <summary>How many bytes can be written before the ledger refuses deliveries for lack of space.</summary>
    public long AvailableBytes => disk.AvailableBytes;

    /// <summary>Creates a file for a body; see <see cref="PayloadFiles.Create"/>.</summary>
    /// <exception cref="LedgerUnavailableException">The disk has too little space.</exception>
    public IncomingPayload Create(long declared) => _files.Create(declared);

    /// <summary>Completes when the body is on disk, ready to be appended with its delivery.</summary>
    /// <exception cref="LedgerUnavailableException">The body could not be stored.</exception>
    public Task<StoredPayload> StoreAsync(IncomingPayload incoming) => _files.StoreAsync(incoming);

    /// <summary>Makes a part of the entry's large body available for download, for <c>Ledger:RetainFor</c>, before an event references it.</summary>
    /// <exception cref="LedgerUnavailableException">The reference could not be written, so the event must not be published.</exception>
    public void AddReference(LedgerEntry entry, PayloadPart part)
    {
        var body = (EntryBody.InFile)store.ReadBody(entry)!;
        store.Payloads.AddReference(new PayloadRecord(PayloadRole.Data, part.Digest, entry.Sequence, body.Digest, part.Offset, part.Length), body);
    }

    /// <summary>Stores bytes that are in no file yet; otherwise like <see cref="AddReference"/>.</summary>
    /// <returns>SHA-256 of the bytes.</returns>
    /// <exception cref="LedgerUnavailableException">The bytes could not be stored, so the event must not be published.</exception>
    public async Task<ReadOnlyMemory<byte>> StoreReferenceAsync(LedgerEntry entry, ReadOnlyMemory<byte> bytes)
    {
        using var incoming = _files.Create(bytes.Length);
        await incoming.WriteAsync(new ReadOnlySequence<byte>(bytes));
        using var stored = await _files.StoreAsync(incoming);
        store.Payloads.AddReference(new PayloadRecord(PayloadRole.Data, stored.Body.Digest, entry.Sequence, stored.Body.Digest, 0, bytes.Length), body: null);
        return stored.Body.Digest;
    }

    /// <summary>The bytes with a digest if an event references them; null otherwise.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public PayloadStream? Open(ReadOnlyMemory<byte> digest) => store.Payloads.FindData(digest) is { } data
        ? new PayloadStream(PayloadFiles.PathOf(folder, data.File), data.Offset, data.Length)
        : null;

    /// <summary>Deletes data that no entry needs any more.</summary>
    /// <param name="dataBefore">The first sequence recent enough to keep the data its event references.</param>
    public void Sweep(long dataBefore)
    {
        store.Payloads.Remove(store.Chain.LastRemoved().Sequence, dataBefore);
        _files.DeleteOrphans();
    }

    public void Dispose() => _files.Dispose();
}

/// <param name="Digest">SHA-256 of the bytes.</param>
/// <param name="Offset">Their offset in the body.</param>
/// <param name="Length">Their number.</param>
internal sealed record PayloadPart(ReadOnlyMemory<byte> Digest, long Offset, long Length);
