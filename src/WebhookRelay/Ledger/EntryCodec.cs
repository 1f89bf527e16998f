using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace WebhookRelay.Ledger;

/// <summary>Encodes and decodes the ledger's records.</summary>
internal static class EntryCodec
{
    public static readonly byte[] FirstLink = new byte[SHA256.HashSizeInBytes];

    /// <summary>The next link of the hash chain, over the previous link and all accepted fields.</summary>
    public static byte[] Link(ReadOnlySpan<byte> previous, LedgerEntry entry) => Link(previous, Digest(entry));

    /// <summary>The same from the entry's digest, so that a chain can be proven without the entries' content.</summary>
    public static byte[] Link(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> digest)
    {
        var fields = new FieldWriter(2 * (sizeof(int) + SHA256.HashSizeInBytes));
        fields.Add(previous);
        fields.Add(digest);
        return SHA256.HashData(fields.Written);
    }

    /// <summary>SHA-256 over all accepted fields.</summary>
    public static byte[] Digest(LedgerEntry entry)
    {
        var fields = new FieldWriter(256);
        WriteAccepted(fields, entry);
        return SHA256.HashData(fields.Written);
    }

    /// <param name="entry">The entry.</param>
    /// <param name="bytesBefore">The total body bytes of all entries before it, including removed ones.</param>
    public static byte[] Encode(LedgerEntry entry, long bytesBefore)
    {
        var fields = new FieldWriter(320);
        fields.Add(bytesBefore);
        fields.Add(entry.Hash.Span);
        fields.Add(entry.TraceParent ?? string.Empty);
        WriteAccepted(fields, entry);
        return fields.Written.ToArray();
    }

    /// <summary>The hash of an entry, without decoding the rest.</summary>
    public static ReadOnlyMemory<byte> HashOf(ReadOnlyMemory<byte> record)
    {
        var fields = new FieldReader(record);
        fields.Number();
        return fields.Bytes();
    }

    public static (LedgerEntry Entry, long BytesBefore) Decode(ReadOnlyMemory<byte> record)
    {
        var fields = new FieldReader(record);
        var bytesBefore = fields.Number();
        var hash = fields.Bytes();
        var traceParent = fields.OptionalText();
        var sequence = fields.Number();
        var (id, topic, webhook, mark) = (fields.Text(), fields.Text(), fields.Text(), fields.Text());
        var headers = new KeyValuePair<string, string>[fields.Number()];
        for (var i = 0; i < headers.Length; i++)
        {
            headers[i] = new(fields.Text(), fields.Text());
        }

        var digest = fields.Bytes();
        var length = fields.Number();
        var accepted = fields.IsAtEnd ? sequence : fields.Number();
        return (new LedgerEntry(sequence, LedgerEntry.TimeOf(accepted), id, topic, webhook, mark, headers, digest, length, hash, traceParent), bytesBefore);
    }

    /// <summary>A sequence as a key that sorts in sequence order.</summary>
    public static byte[] Key(long sequence)
    {
        var key = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(key, sequence);
        return key;
    }

    public static long Sequence(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key);

    public static byte[] Encode(KnownDelivery known) => [.. Key(known.Sequence), .. known.BodyDigest.Span, .. Encoding.UTF8.GetBytes(known.Origin ?? string.Empty)];

    public static KnownDelivery DecodeKnown(byte[] record) => new(
        Sequence(record),
        record.AsMemory(sizeof(long), SHA256.HashSizeInBytes),
        record.Length > sizeof(long) + SHA256.HashSizeInBytes ? Encoding.UTF8.GetString(record.AsSpan(sizeof(long) + SHA256.HashSizeInBytes)) : null);

    private static void WriteAccepted(FieldWriter fields, LedgerEntry entry)
    {
        fields.Add(entry.Sequence);
        fields.Add(entry.Id);
        fields.Add(entry.Event);
        fields.Add(entry.Webhook);
        fields.Add(entry.SecretMark);
        fields.Add(entry.Headers.Count);
        foreach (var (name, value) in entry.Headers)
        {
            fields.Add(name);
            fields.Add(value);
        }

        fields.Add(entry.BodyDigest.Span);
        fields.Add(entry.BodyLength);
        // Only if they differ: up to format 3 the sequence was the time, and the links of those entries must stay valid.
        if (LedgerEntry.Microseconds(entry.AcceptedAt) is var accepted && accepted != entry.Sequence)
        {
            fields.Add(accepted);
        }
    }
}
