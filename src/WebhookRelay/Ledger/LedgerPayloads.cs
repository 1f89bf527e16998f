using System.Buffers;

namespace WebhookRelay.Ledger;

/// <summary>What is too large for a record: the bodies that came, and the bytes that events name instead of holding them.</summary>
internal sealed class LedgerPayloads(string folder, LedgerStore store, DiskSpace disk) : IDisposable
{
    private readonly PayloadFiles _files = new(folder, disk, store.Payloads.IsReferredTo);

    /// <exception cref="LedgerUnavailableException">Their folder cannot be used.</exception>
    public void Open() => _files.Open();

    /// <summary>How many bytes may come before the ledger refuses deliveries for want of room.</summary>
    public long AvailableBytes => disk.AvailableBytes;

    /// <summary>A file to write a body into; see <see cref="PayloadFiles.Create"/>.</summary>
    /// <exception cref="LedgerUnavailableException">There is no room for it.</exception>
    public IncomingPayload Create(long declared) => _files.Create(declared);

    /// <summary>Completes when the body is on disk, to be appended with its delivery.</summary>
    /// <exception cref="LedgerUnavailableException">It could not be brought there.</exception>
    public Task<StoredPayload> StoreAsync(IncomingPayload incoming) => _files.StoreAsync(incoming);

    /// <summary>The entry's event is about to name a part of its large body: it can be fetched from now on, for <c>Ledger:RetainFor</c>.</summary>
    /// <exception cref="LedgerUnavailableException">That could not be noted, and the event must not go out.</exception>
    public void AddReference(LedgerEntry entry, PayloadPart part)
    {
        var body = (EntryBody.InFile)store.ReadBody(entry)!;
        store.Payloads.AddReference(new PayloadRecord(PayloadRole.Data, part.Digest, entry.Sequence, body.Digest, part.Offset, part.Length), body);
    }

    /// <summary>The entry's event is about to name bytes that are in no file yet; otherwise as <see cref="AddReference"/>.</summary>
    /// <returns>SHA-256 of the bytes.</returns>
    /// <exception cref="LedgerUnavailableException">They could not be kept, and the event must not go out.</exception>
    public async Task<ReadOnlyMemory<byte>> StoreReferenceAsync(LedgerEntry entry, ReadOnlyMemory<byte> bytes)
    {
        using var incoming = _files.Create(bytes.Length);
        await incoming.WriteAsync(new ReadOnlySequence<byte>(bytes));
        using var stored = await _files.StoreAsync(incoming);
        store.Payloads.AddReference(new PayloadRecord(PayloadRole.Data, stored.Body.Digest, entry.Sequence, stored.Body.Digest, 0, bytes.Length), body: null);
        return stored.Body.Digest;
    }

    /// <summary>The bytes of a digest, where an event names them; null where none does.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public PayloadStream? Open(ReadOnlyMemory<byte> digest) => store.Payloads.FindData(digest) is { } data
        ? new PayloadStream(PayloadFiles.PathOf(folder, data.File), data.Offset, data.Length)
        : null;

    /// <summary>Deletes what no entry needs any more.</summary>
    /// <param name="dataBefore">The first sequence young enough to keep what its event named.</param>
    public void Sweep(long dataBefore)
    {
        store.Payloads.Remove(store.Chain.LastRemoved().Sequence, dataBefore);
        _files.DeleteOrphans();
    }

    public void Dispose() => _files.Dispose();
}

/// <param name="Digest">SHA-256 of the bytes.</param>
/// <param name="Offset">Where they begin in the body.</param>
/// <param name="Length">How many they are.</param>
internal sealed record PayloadPart(ReadOnlyMemory<byte> Digest, long Offset, long Length);
