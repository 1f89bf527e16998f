using System.Buffers;
using WebhookRelay.Ledger;

namespace WebhookRelay.Receiving;

/// <summary>
/// The raw bytes of one request: in memory, or above <see cref="StreamingThreshold"/> in a file of the ledger. Disposing it
/// deletes a file that no entry references.
/// </summary>
internal sealed class RawBody(BodyReservation reservation, LedgerPayloads payloads, SignatureVerifier verifier, TimeProvider time) : IDisposable
{
    /// <summary>A larger body, declared or counted, is streamed to a file.</summary>
    public const int StreamingThreshold = 1024 * 1024;

    /// <summary>How much a declared length may allocate before that many bytes have arrived.</summary>
    private const int TrustedLength = 64 * 1024;

    private byte[] _buffer = [];
    private int _length;
    private StreamedBody? _streamed;

    /// <summary>Reads the whole body, or returns why it was refused.</summary>
    /// <exception cref="BadHttpRequestException">The request ended early or arrived too slowly.</exception>
    /// <exception cref="LedgerUnavailableException">The body is large and cannot be written.</exception>
    public async ValueTask<Refusal?> ReadAsync(HttpRequest request, long limit, InFlightBytes inFlight)
    {
        var declared = request.ContentLength;
        if (declared > StreamingThreshold && !inFlight.HasDiskFor(declared.Value))
        {
            return Refusal.Disk;
        }

        using var rateMonitor = new BodyRateMonitor(request, reservation, time);
        while (true)
        {
            var result = await rateMonitor.ReadAsync();
            var received = result.Buffer;
            reservation.AddReceived(received.Length);
            Refusal? refusal;
            try
            {
                refusal = reservation.IsAborted ? Refusal.CutOff
                    : Length + received.Length > limit ? Refusal.TooLarge
                    : await AppendAsync(received, declared, limit);
            }
            finally
            {
                // Also after an error: Kestrel cannot continue while a read is unfinished.
                request.BodyReader.AdvanceTo(received.End);
            }

            if (refusal is not null || result.IsCompleted)
            {
                return refusal;
            }
        }
    }

    /// <summary>How many bytes have arrived.</summary>
    public long Length => _streamed?.Length ?? _length;

    /// <summary>The body if it is in memory; null if it is in a file.</summary>
    public ReadOnlyMemory<byte>? InMemory => _streamed is null ? _buffer.AsMemory(0, _length) : null;

    /// <summary>The mark of the secret that signed the body; null if none did.</summary>
    public string? VerifySignature()
    {
        var mark = _streamed is null ? verifier.Match(_buffer.AsSpan(0, _length)) : verifier.MatchAppended();
        if (mark is not null)
        {
            reservation.MarkVerified();
        }

        return mark;
    }

    /// <summary>The body to store with the entry. A large body is on disk when this completes.</summary>
    /// <exception cref="LedgerUnavailableException">The body could not be stored.</exception>
    public async ValueTask<EntryBody> StoreAsync() =>
        _streamed is null ? new EntryBody.InMemory(_buffer.AsMemory(0, _length)) : await _streamed.StoreAsync(payloads);

    public void Dispose() => _streamed?.Dispose();

    private async ValueTask<Refusal?> AppendAsync(ReadOnlySequence<byte> received, long? declared, long limit)
    {
        var length = _length + received.Length;
        if (_streamed is null && (length > StreamingThreshold || (declared > StreamingThreshold && length > TrustedLength)))
        {
            if (reservation.ReserveDisk(_length) is { } refusal)
            {
                return refusal;
            }

            _streamed = new StreamedBody(payloads.Create(declared ?? 0), verifier);
            await _streamed.WriteAsync(new ReadOnlySequence<byte>(_buffer, 0, _length));
            reservation.Release(_buffer.Length);
            (_buffer, _length) = ([], 0);
        }

        return _streamed is null ? Buffer(received, declared, limit) : await StreamAsync(_streamed, received);
    }

    private async ValueTask<Refusal?> StreamAsync(StreamedBody streamed, ReadOnlySequence<byte> received)
    {
        if ((reservation.ReserveMemory(received.Length) ?? reservation.ReserveDisk(received.Length)) is { } refusal)
        {
            return refusal;
        }

        await streamed.WriteAsync(received);
        reservation.Release(received.Length);
        return null;
    }

    private Refusal? Buffer(ReadOnlySequence<byte> received, long? declared, long limit)
    {
        if (EnsureCapacity(_length + (int)received.Length, declared, limit) is { } refusal)
        {
            return refusal;
        }

        received.CopyTo(_buffer.AsSpan(_length));
        _length += (int)received.Length;
        return null;
    }

    private Refusal? EnsureCapacity(int length, long? declared, long limit)
    {
        if (length <= _buffer.Length)
        {
            return null;
        }

        var capacity = (int)Math.Min(Math.Min(StreamingThreshold, limit), Math.Max(length, _buffer.Length * 2L));
        if (declared is { } whole && (whole <= TrustedLength || whole <= capacity))
        {
            capacity = Math.Max(length, (int)whole);
        }

        if (reservation.ReserveMemory(capacity - _buffer.Length) is { } refusal)
        {
            return refusal;
        }

        var larger = GC.AllocateUninitializedArray<byte>(capacity);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
        return null;
    }
}
