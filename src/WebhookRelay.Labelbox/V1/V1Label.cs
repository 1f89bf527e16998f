using System.Buffers;
using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>The annotations of a V1 delivery: JSON inside a JSON string, or plain JSON.</summary>
internal sealed class V1Label : IDisposable
{
    private byte[] _buffer = [];
    private ReadOnlyMemory<byte>? _text;

    /// <summary>The word that marks a skipped row in the oldest deliveries.</summary>
    public bool IsSkip => _text is { Span: [(byte)'S' or (byte)'s', (byte)'K' or (byte)'k', (byte)'I' or (byte)'i', (byte)'P' or (byte)'p'] };

    /// <summary>Extracts the text while the string is read.</summary>
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
            // It contains an unpaired surrogate, which no text can hold.
            _text = default(ReadOnlyMemory<byte>);
        }
    }

    /// <summary>The annotations; empty if there are none.</summary>
    /// <param name="value">The value of <c>label</c> as received.</param>
    public ReadOnlyMemory<byte> In(ReadOnlyMemory<byte> value) => _text ?? value;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
