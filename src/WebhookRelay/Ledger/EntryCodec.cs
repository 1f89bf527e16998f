using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace WebhookRelay.Ledger;

/// <summary>The bytes of the ledger's records. Every field is preceded by its length, so that no two records are the same bytes.</summary>
internal static class EntryCodec
{
    public static readonly byte[] FirstLink = new byte[SHA256.HashSizeInBytes];

    /// <summary>The next link of the chain: over the link before it and everything that was accepted.</summary>
    public static byte[] Link(ReadOnlySpan<byte> previous, LedgerEntry entry)
    {
        var fields = new ArrayBufferWriter<byte>(256);
        Write(fields, previous);
        WriteAccepted(fields, entry);
        return SHA256.HashData(fields.WrittenSpan);
    }

    /// <param name="entry">The entry.</param>
    /// <param name="bytesBefore">Body bytes of all entries before it, ever.</param>
    public static byte[] Encode(LedgerEntry entry, long bytesBefore)
    {
        var fields = new ArrayBufferWriter<byte>(320);
        Write(fields, bytesBefore);
        Write(fields, entry.Hash.Span);
        Write(fields, entry.TraceParent ?? string.Empty);
        WriteAccepted(fields, entry);
        return fields.WrittenSpan.ToArray();
    }

    public static (LedgerEntry Entry, long BytesBefore) Decode(ReadOnlyMemory<byte> record)
    {
        var fields = new FieldReader(record);
        var bytesBefore = fields.Number();
        var hash = fields.Bytes();
        var traceParent = fields.Text();
        var sequence = fields.Number();
        var (id, topic, webhook, mark) = (fields.Text(), fields.Text(), fields.Text(), fields.Text());
        var headers = new KeyValuePair<string, string>[fields.Number()];
        for (var i = 0; i < headers.Length; i++)
        {
            headers[i] = new(fields.Text(), fields.Text());
        }

        var digest = fields.Bytes();
        var length = fields.Number();
        return (new LedgerEntry(sequence, id, topic, webhook, mark, headers, digest, length, hash, traceParent.Length > 0 ? traceParent : null), bytesBefore);
    }

    public static byte[] Encode(Settlement settlement)
    {
        var fields = new ArrayBufferWriter<byte>(64);
        Write(fields, (long)settlement.State);
        Write(fields, settlement.Attempts);
        Write(fields, settlement.RoutingKey ?? string.Empty);
        Write(fields, settlement.Error ?? string.Empty);
        return fields.WrittenSpan.ToArray();
    }

    public static Settlement DecodeSettlement(ReadOnlyMemory<byte> record)
    {
        var fields = new FieldReader(record);
        var (state, attempts, routingKey, error) = ((DeliveryState)fields.Number(), (int)fields.Number(), fields.Text(), fields.Text());
        return new Settlement(state, attempts, routingKey.Length > 0 ? routingKey : null, error.Length > 0 ? error : null);
    }

    /// <summary>Sequences as keys, so that the store's order is theirs.</summary>
    public static byte[] Key(long sequence)
    {
        var key = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(key, sequence);
        return key;
    }

    public static long Sequence(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key);

    public static byte[] Encode(KnownDelivery known) => [.. Key(known.Sequence), .. known.BodyDigest.Span];

    public static KnownDelivery DecodeKnown(byte[] record) => new(Sequence(record), record.AsMemory(sizeof(long)));

    private static void WriteAccepted(ArrayBufferWriter<byte> fields, LedgerEntry entry)
    {
        Write(fields, entry.Sequence);
        Write(fields, entry.Id);
        Write(fields, entry.Event);
        Write(fields, entry.Webhook);
        Write(fields, entry.SecretMark);
        Write(fields, entry.Headers.Count);
        foreach (var (name, value) in entry.Headers)
        {
            Write(fields, name);
            Write(fields, value);
        }

        Write(fields, entry.BodyDigest.Span);
        Write(fields, entry.BodyLength);
    }

    private static void Write(ArrayBufferWriter<byte> fields, string text)
    {
        BinaryPrimitives.WriteInt32BigEndian(fields.GetSpan(sizeof(int)), Encoding.UTF8.GetByteCount(text));
        fields.Advance(sizeof(int));
        Encoding.UTF8.GetBytes(text, fields);
    }

    private static void Write(ArrayBufferWriter<byte> fields, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(fields.GetSpan(sizeof(int)), bytes.Length);
        fields.Advance(sizeof(int));
        fields.Write(bytes);
    }

    private static void Write(ArrayBufferWriter<byte> fields, long number)
    {
        BinaryPrimitives.WriteInt32BigEndian(fields.GetSpan(sizeof(int)), sizeof(long));
        fields.Advance(sizeof(int));
        BinaryPrimitives.WriteInt64BigEndian(fields.GetSpan(sizeof(long)), number);
        fields.Advance(sizeof(long));
    }

    private struct FieldReader(ReadOnlyMemory<byte> record)
    {
        private ReadOnlyMemory<byte> _rest = record;

        public ReadOnlyMemory<byte> Bytes()
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(_rest.Span);
            var field = _rest.Slice(sizeof(int), length);
            _rest = _rest[(sizeof(int) + length)..];
            return field;
        }

        public long Number() => BinaryPrimitives.ReadInt64BigEndian(Bytes().Span);

        public string Text() => Encoding.UTF8.GetString(Bytes().Span);
    }
}
