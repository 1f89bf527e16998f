using System.Buffers;
using WebhookRelay.Ledger;

namespace WebhookRelay.Receiving;

/// <summary>
/// The bytes of one request as they came: in memory, or from <see cref="StreamAbove"/> on in a file of the ledger's.
/// Disposing it gives its share of <see cref="InFlightBytes"/> back, and deletes a file that no entry refers to.
/// </summary>
internal sealed class RawBody(InFlightBytes inFlight, LedgerPayloads payloads, SignatureCheck check, TimeProvider time) : IDisposable
{
    /// <summary>A larger body, declared or counted, is not held.</summary>
    public const int StreamAbove = 1024 * 1024;

    /// <summary>What a declared length may make us allocate before a byte has come.</summary>
    private const int TrustedLength = 64 * 1024;

    private byte[] _buffer = [];
    private int _length;
    private StreamedBody? _streamed;

    /// <summary>Reads the body to its end, or to the first byte that is too many.</summary>
    /// <exception cref="BadHttpRequestException">The request broke off, or came too slowly.</exception>
    /// <exception cref="LedgerUnavailableException">It is large, and cannot be written.</exception>
    public async ValueTask<BodyReading> ReadAsync(HttpRequest request, long limit)
    {
        var declared = request.ContentLength;
        using var pace = new BodyPace(request, time);
        while (true)
        {
            var result = await pace.ReadAsync();
            var came = result.Buffer;
            var reading = Length + came.Length > limit ? BodyReading.TooLarge : await TakeAsync(came, declared, limit);
            request.BodyReader.AdvanceTo(came.End);
            if (reading is not BodyReading.Whole || result.IsCompleted)
            {
                return reading;
            }
        }
    }

    /// <summary>The mark of the secret that signed the body, or null where none did.</summary>
    public string? SignedBy() => _streamed is null ? check.Match(_buffer.AsSpan(0, _length)) : check.MatchAppended();

    /// <summary>The body as an entry can refer to it: a large one is on disk when this completes.</summary>
    /// <exception cref="LedgerUnavailableException">It could not be brought there.</exception>
    public async ValueTask<EntryBody> KeepAsync() =>
        _streamed is null ? new EntryBody.InMemory(_buffer.AsMemory(0, _length)) : await _streamed.KeepAsync(payloads);

    public void Dispose()
    {
        inFlight.Return(_buffer.Length);
        _streamed?.Dispose();
    }

    private long Length => _streamed?.Length ?? _length;

    private async ValueTask<BodyReading> TakeAsync(ReadOnlySequence<byte> came, long? declared, long limit)
    {
        if (_streamed is null && Math.Max(declared ?? 0, _length + came.Length) > StreamAbove)
        {
            if (StreamedBody.TryBegin(inFlight, payloads, check, declared ?? 0) is not { } streamed)
            {
                return BodyReading.Busy;
            }

            _streamed = streamed;
            await _streamed.WriteAsync(new ReadOnlySequence<byte>(_buffer, 0, _length));
            inFlight.Return(_buffer.Length);
            (_buffer, _length) = ([], 0);
        }

        if (_streamed is not null)
        {
            await _streamed.WriteAsync(came);
            return BodyReading.Whole;
        }

        if (!TryMakeRoom(_length + (int)came.Length, declared, limit))
        {
            return BodyReading.Busy;
        }

        came.CopyTo(_buffer.AsSpan(_length));
        _length += (int)came.Length;
        return BodyReading.Whole;
    }

    private bool TryMakeRoom(int length, long? declared, long limit)
    {
        if (length <= _buffer.Length)
        {
            return true;
        }

        var room = (int)Math.Min(Math.Min(StreamAbove, limit), Math.Max(length, _buffer.Length * 2L));
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
