using System.Buffers;
using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>The annotations of a V1 delivery: JSON inside of a JSON string, or, more kindly, just JSON.</summary>
internal sealed class V1Label : IDisposable
{
    private byte[] _buffer = [];
    private ReadOnlyMemory<byte>? _text;

    /// <summary>The word by which the oldest deliveries tell that a row was skipped.</summary>
    public bool IsSkip => _text is { Span: [(byte)'S' or (byte)'s', (byte)'K' or (byte)'k', (byte)'I' or (byte)'i', (byte)'P' or (byte)'p'] };

    /// <summary>Takes the text out of the string as it is passed.</summary>
    public void See(string name, ref Utf8JsonReader value)
    {
        if (name is not "label")
        {
            return;
        }

        _text = null;
        if (value.TokenType is not JsonTokenType.String)
        {
            return;
        }

        Dispose();
        _buffer = ArrayPool<byte>.Shared.Rent(value.ValueSpan.Length);
        try
        {
            _text = _buffer.AsMemory(0, value.CopyString(_buffer));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is in it: no text can hold that.
            _text = default(ReadOnlyMemory<byte>);
        }
    }

    /// <summary>The annotations; empty where there are none.</summary>
    /// <param name="value">The value of <c>label</c> as it came.</param>
    public ReadOnlyMemory<byte> In(ReadOnlyMemory<byte> value) => _text ?? value;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
