using System.Buffers;

namespace WebhookRelay.Labelbox.V1;

/// <summary>The annotations of a V1 delivery: JSON inside of a JSON string, or, more kindly, just JSON.</summary>
internal sealed class V1Label : IDisposable
{
    private readonly byte[] _buffer = [];

    /// <param name="value">The value of <c>label</c>; empty where there is none.</param>
    public V1Label(ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty || value.Span[0] is not (byte)'"')
        {
            Json = value;
            return;
        }

        var reader = DeliveryPayload.Reader(value.Span);
        reader.Read();
        if (!reader.ValueIsEscaped)
        {
            Json = value[1..^1];
            return;
        }

        _buffer = ArrayPool<byte>.Shared.Rent(value.Length);
        try
        {
            Json = _buffer.AsMemory(0, reader.CopyString(_buffer));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is in it: no text can hold that.
        }
    }

    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The word by which the oldest deliveries tell that a row was skipped.</summary>
    public bool IsSkip => Json.Span is [(byte)'S' or (byte)'s', (byte)'K' or (byte)'k', (byte)'I' or (byte)'i', (byte)'P' or (byte)'p'];

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
