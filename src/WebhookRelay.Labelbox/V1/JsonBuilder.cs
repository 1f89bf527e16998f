using System.Buffers;
using System.Buffers.Text;

namespace WebhookRelay.Labelbox.V1;

/// <summary>Builds JSON from JSON fragments, which it copies unchanged. It adds the commas.</summary>
/// <param name="capacity">The estimated length.</param>
/// <param name="limit">The maximum length. Anything beyond is dropped, and <see cref="IsFull"/> is set.</param>
internal sealed class JsonBuilder(int capacity, long limit) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public bool IsFull { get; private set; }

    public void Open(byte bracket)
    {
        Separate();
        Append(bracket);
    }

    public void Close(byte bracket) => Append(bracket);

    /// <param name="name">A name that needs no escaping.</param>
    public void Name(ReadOnlySpan<byte> name)
    {
        Separate();
        Append((byte)'"');
        Append(name);
        Append("\":"u8);
    }

    /// <param name="text">A JSON string, including quotes, as the name.</param>
    public void RawName(ReadOnlySpan<byte> text)
    {
        Separate();
        Append(text);
        Append((byte)':');
    }

    /// <param name="json">A value, or members with their names.</param>
    public void Raw(ReadOnlySpan<byte> json)
    {
        Separate();
        Append(json);
    }

    public void Name(int number)
    {
        Span<byte> digits = stackalloc byte[11];
        Utf8Formatter.TryFormat(number, digits, out var length);
        Name(digits[..length]);
    }

    public void Number(int number)
    {
        Span<byte> digits = stackalloc byte[11];
        Utf8Formatter.TryFormat(number, digits, out var length);
        Raw(digits[..length]);
    }

    /// <summary>A list of values, omitted if empty.</summary>
    public void ListOptional(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, ReadOnlySpan<JsonMemberRange> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        Name(name);
        Open((byte)'[');
        foreach (var value in values)
        {
            Raw(value.ValueIn(json));
        }

        Close((byte)']');
    }

    public void Member(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        Separate();
        var length = name.Length + json.Length + 3;
        if (!Reserve(length))
        {
            return;
        }

        var member = _buffer.AsSpan(_length, length);
        member[0] = (byte)'"';
        name.CopyTo(member[1..]);
        member[name.Length + 1] = (byte)'"';
        member[name.Length + 2] = (byte)':';
        json.CopyTo(member[(name.Length + 3)..]);
        _length += length;
    }

    /// <summary>A position to return to.</summary>
    public int Mark() => _length;

    public void GoBackTo(int mark) => _length = mark;

    /// <summary>Opens an object that is omitted if nothing is written to it.</summary>
    /// <returns>The token that closes it.</returns>
    public int OpenOptional(ReadOnlySpan<byte> name)
    {
        var mark = Mark();
        Name(name);
        Open((byte)'{');
        return mark;
    }

    public void CloseOptional(int mark)
    {
        if (_buffer[_length - 1] is (byte)'{')
        {
            GoBackTo(mark);
            return;
        }

        Close((byte)'}');
    }

    public byte[] ToArray()
    {
        // Filled completely, so it need not be cleared.
        var json = GC.AllocateUninitializedArray<byte>(_length);
        _buffer.AsSpan(0, _length).CopyTo(json);
        return json;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Adds a comma, unless the previous character opens something or ends a name.</summary>
    private void Separate()
    {
        if (_length > 0 && _buffer[_length - 1] is not ((byte)'{' or (byte)'[' or (byte)':'))
        {
            Append((byte)',');
        }
    }

    private void Append(byte one)
    {
        if (Reserve(1))
        {
            _buffer[_length++] = one;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (Reserve(bytes.Length))
        {
            bytes.CopyTo(_buffer.AsSpan(_length));
            _length += bytes.Length;
        }
    }

    private bool Reserve(int more)
    {
        if (_buffer.Length - _length >= more && _length + more <= limit)
        {
            return true;
        }

        if (IsFull || (long)_length + more > limit)
        {
            IsFull = true;
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max((long)_length + more, _buffer.Length * 2L), Array.MaxLength));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        return true;
    }
}
