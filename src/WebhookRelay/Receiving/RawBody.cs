using System.Buffers;

namespace WebhookRelay.Receiving;

/// <summary>The bytes of one request as they came. Disposing it gives its share of <see cref="InFlightBytes"/> back.</summary>
internal sealed class RawBody(InFlightBytes inFlight) : IDisposable
{
    /// <summary>What a declared length may make us allocate before a byte has come.</summary>
    private const int TrustedLength = 64 * 1024;

    private byte[] _buffer = [];
    private int _length;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads the body to its end, or to the first byte that is too many.</summary>
    /// <exception cref="BadHttpRequestException">The request broke off, or came too slowly.</exception>
    public async ValueTask<BodyReading> ReadAsync(HttpRequest request, long limit)
    {
        var declared = request.ContentLength;
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted);
            var came = result.Buffer;
            var reading = _length + came.Length > limit ? BodyReading.TooLarge
                : !TryMakeRoom(_length + (int)came.Length, declared, limit) ? BodyReading.Busy
                : BodyReading.Whole;
            if (reading is BodyReading.Whole)
            {
                came.CopyTo(_buffer.AsSpan(_length));
                _length += (int)came.Length;
            }

            reader.AdvanceTo(came.End);
            if (reading is not BodyReading.Whole || result.IsCompleted)
            {
                return reading;
            }
        }
    }

    public void Dispose() => inFlight.Return(_buffer.Length);

    private bool TryMakeRoom(int length, long? declared, long limit)
    {
        if (length <= _buffer.Length)
        {
            return true;
        }

        var room = (int)Math.Min(limit, Math.Max(length, _buffer.Length * 2L));
        if (declared is { } whole && (whole <= TrustedLength || whole <= room))
        {
            room = Math.Max(length, (int)whole);
        }

        if (!inFlight.TryTake(room - _buffer.Length))
        {
            return false;
        }

        var larger = GC.AllocateUninitializedArray<byte>(room);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
        return true;
    }
}

internal enum BodyReading
{
    Whole,
    TooLarge,
    Busy,
}
