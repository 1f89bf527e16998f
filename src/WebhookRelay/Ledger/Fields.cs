using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace WebhookRelay.Ledger;

/// <summary>Writes the fields of a record, each preceded by its length, so that different records never encode to the same bytes.</summary>
internal readonly struct FieldWriter(int expectedLength)
{
    private readonly ArrayBufferWriter<byte> _written = new(expectedLength);

    public ReadOnlySpan<byte> Written => _written.WrittenSpan;

    public void Add(string text)
    {
        BinaryPrimitives.WriteInt32BigEndian(_written.GetSpan(sizeof(int)), Encoding.UTF8.GetByteCount(text));
        _written.Advance(sizeof(int));
        Encoding.UTF8.GetBytes(text, _written);
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(_written.GetSpan(sizeof(int)), bytes.Length);
        _written.Advance(sizeof(int));
        _written.Write(bytes);
    }

    public void Add(long number)
    {
        BinaryPrimitives.WriteInt32BigEndian(_written.GetSpan(sizeof(int)), sizeof(long));
        _written.Advance(sizeof(int));
        BinaryPrimitives.WriteInt64BigEndian(_written.GetSpan(sizeof(long)), number);
        _written.Advance(sizeof(long));
    }
}

/// <summary>Reads the fields of a record in the order they were written.</summary>
internal struct FieldReader(ReadOnlyMemory<byte> record)
{
    private ReadOnlyMemory<byte> _rest = record;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public ReadOnlyMemory<byte> Bytes()
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(_rest.Span);
        var field = _rest.Slice(sizeof(int), length);
        _rest = _rest[(sizeof(int) + length)..];
        return field;
    }

    public long Number() => BinaryPrimitives.ReadInt64BigEndian(Bytes().Span);

    public string Text() => Encoding.UTF8.GetString(Bytes().Span);

    /// <summary>Null if the text is empty.</summary>
    public string? OptionalText() => Text() is { Length: > 0 } text ? text : null;
}
