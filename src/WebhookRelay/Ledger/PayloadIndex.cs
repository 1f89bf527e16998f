using System.Buffers.Binary;
using System.Security.Cryptography;

namespace WebhookRelay.Ledger;

/// <summary>
/// Who needs which payload file. A record is found by the digest of the bytes it tells of, and belongs to one entry, so
/// that two entries with the same bytes share a file and the last one takes it away.
/// </summary>
internal sealed class PayloadIndex(ILedgerDatabase database)
{
    private const int PageRecords = 1000;
    private const int DigestLength = SHA256.HashSizeInBytes;

    /// <summary>An entry's body is in the file of its digest.</summary>
    public static void PutBody(LedgerBatch batch, long sequence, EntryBody.InFile body) =>
        Put(batch, new PayloadRecord(PayloadRole.Body, body.Digest, sequence, body.Digest, 0, body.Length));

    /// <summary>Whether an entry has a file of that digest.</summary>
    public bool Has(ReadOnlyMemory<byte> digest, long sequence) => Find(digest, sequence) is not null;

    /// <summary>An event is about to name bytes of a file: they can be fetched from now on.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="body">The entry's own body, where the bytes are a part of it.</param>
    public void AddReference(PayloadRecord data, EntryBody.InFile? body)
    {
        var needsBody = body is not null && !Same(body.Digest, data.Digest) && Find(body.Digest, data.Sequence) is not { Role: PayloadRole.Data };
        database.Write(
            batch =>
            {
                Put(batch, data);
                if (needsBody)
                {
                    Put(batch, new PayloadRecord(PayloadRole.BodyOfData, body!.Digest, data.Sequence, body.Digest, 0, body.Length));
                }
            },
            // Lost in a power failure only together with the settlement that is written after it: then the entry is driven again.
            sync: false);
    }

    /// <summary>The bytes that some event names; null where none does.</summary>
    public PayloadRecord? FindData(ReadOnlyMemory<byte> digest)
    {
        var from = Key(digest, 0);
        while (Next(from) is { } record && Same(record.Digest, digest))
        {
            if (record.Role is PayloadRole.Data)
            {
                return record;
            }

            from = Key(digest, record.Sequence + 1);
        }

        return null;
    }

    /// <summary>Whether any entry needs the file of a digest.</summary>
    public bool IsReferredTo(ReadOnlyMemory<byte> file) => Next(Key(file, 0)) is { } record && Same(record.Digest, file);

    /// <summary>Removes the records of entries that are gone; what an event named stays until its time has come.</summary>
    /// <param name="removed">The last sequence that retention removed.</param>
    /// <param name="dataBefore">The first sequence young enough to keep what its event named.</param>
    public void Remove(long removed, long dataBefore)
    {
        var from = Key(new byte[DigestLength], 0);
        while (database.Scan(ColumnFamily.Payloads, from, PageRecords) is { Count: > 0 } page)
        {
            var going = page.Select(record => Decode(record.Key, record.Value))
                .Where(record => record.Sequence <= removed && (record.Role is PayloadRole.Body || record.Sequence < dataBefore))
                .ToList();
            if (going.Count > 0)
            {
                database.Write(
                    batch => going.ForEach(record => batch.Delete(ColumnFamily.Payloads, Key(record.Digest, record.Sequence))),
                    sync: false);
            }

            from = [.. page[^1].Key, 0];
        }
    }

    private PayloadRecord? Find(ReadOnlyMemory<byte> digest, long sequence) =>
        database.Get(ColumnFamily.Payloads, Key(digest, sequence)) is { } value ? Decode(Key(digest, sequence), value) : null;

    private PayloadRecord? Next(byte[] from) => database.Scan(ColumnFamily.Payloads, from, 1) is [var next] ? Decode(next.Key, next.Value) : null;

    private static void Put(LedgerBatch batch, PayloadRecord record)
    {
        var value = new byte[1 + DigestLength + (2 * sizeof(long))];
        value[0] = (byte)record.Role;
        record.File.Span.CopyTo(value.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(1 + DigestLength), record.Offset);
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(1 + DigestLength + sizeof(long)), record.Length);
        batch.Put(ColumnFamily.Payloads, Key(record.Digest, record.Sequence), value);
    }

    private static PayloadRecord Decode(byte[] key, byte[] value) => new(
        (PayloadRole)value[0],
        key.AsMemory(0, DigestLength),
        EntryCodec.Sequence(key.AsSpan(DigestLength)),
        value.AsMemory(1, DigestLength),
        BinaryPrimitives.ReadInt64BigEndian(value.AsSpan(1 + DigestLength)),
        BinaryPrimitives.ReadInt64BigEndian(value.AsSpan(1 + DigestLength + sizeof(long))));

    private static byte[] Key(ReadOnlyMemory<byte> digest, long sequence) => [.. digest.Span, .. EntryCodec.Key(sequence)];

    private static bool Same(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other) => one.Span.SequenceEqual(other.Span);
}

/// <param name="Role">What the bytes are to their entry.</param>
/// <param name="Digest">SHA-256 of the bytes.</param>
/// <param name="Sequence">The entry's.</param>
/// <param name="File">The digest that names the file they are in.</param>
/// <param name="Offset">Where they begin in it.</param>
/// <param name="Length">How many they are.</param>
internal sealed record PayloadRecord(PayloadRole Role, ReadOnlyMemory<byte> Digest, long Sequence, ReadOnlyMemory<byte> File, long Offset, long Length);

internal enum PayloadRole : byte
{
    /// <summary>The entry's body; goes with the entry.</summary>
    Body = 0,

    /// <summary>The body of an entry whose event names a part of it; stays as long as that.</summary>
    BodyOfData = 1,

    /// <summary>What the entry's event names; stays for <c>Ledger:RetainFor</c>, whatever <c>Ledger:RetainBytes</c> says.</summary>
    Data = 2,
}
