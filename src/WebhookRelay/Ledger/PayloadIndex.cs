using System.Buffers.Binary;
using System.Security.Cryptography;

namespace WebhookRelay.Ledger;

/// <summary>
/// References from entries to payload files. Records are keyed by digest and belong to one entry, so that entries with the
/// same bytes share a file, which is deleted with the last one.
/// </summary>
internal sealed class PayloadIndex(ILedgerDatabase database)
{
    private const int PageRecords = 1000;
    private const int DigestLength = SHA256.HashSizeInBytes;

    /// <summary>Records that an entry's body is in the file of its digest.</summary>
    public static void PutBody(LedgerBatch batch, long sequence, EntryBody.InFile body) =>
        Put(batch, new PayloadRecord(PayloadRole.Body, body.Digest, sequence, body.Digest, 0, body.Length));

    /// <summary>Whether an entry references the file of a digest.</summary>
    public bool Has(ReadOnlyMemory<byte> digest, long sequence) => Find(digest, sequence) is not null;

    /// <summary>Makes bytes of a file available for download before an event references them.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="body">The entry's own body, if the bytes are part of it.</param>
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
            // A power failure can lose it only together with the later settlement; then the entry is relayed again.
            sync: false);
    }

    /// <summary>The data with a digest that an event references; null if none does.</summary>
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

    /// <summary>Removes the records of removed entries. Referenced data stay until they are due.</summary>
    /// <param name="removed">The last sequence that retention removed.</param>
    /// <param name="dataBefore">The first sequence recent enough to keep the data its event references.</param>
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

/// <param name="Role">The role of the bytes.</param>
/// <param name="Digest">SHA-256 of the bytes.</param>
/// <param name="Sequence">The entry's sequence.</param>
/// <param name="File">The digest that names the file.</param>
/// <param name="Offset">Their offset in the file.</param>
/// <param name="Length">Their number.</param>
internal sealed record PayloadRecord(PayloadRole Role, ReadOnlyMemory<byte> Digest, long Sequence, ReadOnlyMemory<byte> File, long Offset, long Length);

internal enum PayloadRole : byte
{
    /// <summary>The entry's body; removed with the entry.</summary>
    Body = 0,

    /// <summary>The body of an entry whose event references a part of it; kept as long as that part.</summary>
    BodyOfData = 1,

    /// <summary>Data that the entry's event references; kept for <c>Ledger:RetainFor</c>, regardless of <c>Ledger:RetainBytes</c>.</summary>
    Data = 2,
}
