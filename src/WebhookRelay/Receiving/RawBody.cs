using System.Buffers;
using WebhookRelay.Ledger;

namespace WebhookRelay.Receiving;

/// <summary>
/// The bytes of one request as they came: in memory, or from <see cref="StreamAbove"/> on in a file of the ledger's.
/// Disposing it deletes a file that no entry refers to.
/// </summary>
internal sealed class RawBody(BodyShare share, LedgerPayloads payloads, SignatureCheck check, TimeProvider time) : IDisposable
{
    /// <summary>A larger body, declared or counted, is not held.</summary>
    public const int StreamAbove = 1024 * 1024;

    /// <summary>What a declared length may make us allocate, or begin a file for, before as much has come.</summary>
    private const int TrustedLength = 64 * 1024;

    private byte[] _buffer = [];
    private int _length;
    private StreamedBody? _streamed;

    /// <summary>Reads the body to its end; otherwise returns why it was not.</summary>
    /// <exception cref="BadHttpRequestException">The request broke off, or came too slowly.</exception>
    /// <exception cref="LedgerUnavailableException">It is large, and cannot be written.</exception>
    public async ValueTask<Refusal?> ReadAsync(HttpRequest request, long limit, InFlightBytes inFlight)
    {
        var declared = request.ContentLength;
        if (declared > StreamAbove && !inFlight.HasDiskFor(declared.Value))
        {
            return Refusal.Disk;
        }

        using var pace = new BodyPace(request, share, time);
        while (true)
        {
            var result = await pace.ReadAsync();
            var came = result.Buffer;
            share.Receive(came.Length);
            Refusal? refusal;
            try
            {
                refusal = share.IsCut ? Refusal.CutOff
                    : Length + came.Length > limit ? Refusal.TooLarge
                    : await TakeAsync(came, declared, limit);
            }
            finally
            {
                // Whatever went wrong: the server cannot go on with a body that is still being read.
                request.BodyReader.AdvanceTo(came.End);
            }

            if (refusal is not null || result.IsCompleted)
            {
                return refusal;
            }
        }
    }

    /// <summary>The body where it is in memory; null where it is in a file.</summary>
    public ReadOnlyMemory<byte>? Held => _streamed is null ? _buffer.AsMemory(0, _length) : null;

    /// <summary>The mark of the secret that signed the body, or null where none did.</summary>
    public string? SignedBy()
    {
        var mark = _streamed is null ? check.Match(_buffer.AsSpan(0, _length)) : check.MatchAppended();
        if (mark is not null)
        {
            share.Verify();
        }

        return mark;
    }

    /// <summary>The body as an entry can refer to it: a large one is on disk when this completes.</summary>
    /// <exception cref="LedgerUnavailableException">It could not be brought there.</exception>
    public async ValueTask<EntryBody> KeepAsync() =>
        _streamed is null ? new EntryBody.InMemory(_buffer.AsMemory(0, _length)) : await _streamed.KeepAsync(payloads);

    public void Dispose() => _streamed?.Dispose();

    private long Length => _streamed?.Length ?? _length;

    private async ValueTask<Refusal?> TakeAsync(ReadOnlySequence<byte> came, long? declared, long limit)
    {
        var length = _length + came.Length;
        if (_streamed is null && (length > StreamAbove || (declared > StreamAbove && length > TrustedLength)))
        {
            if (share.Store(_length) is { } refusal)
            {
                return refusal;
            }

            _streamed = new StreamedBody(payloads.Create(declared ?? 0), check);
            await _streamed.WriteAsync(new ReadOnlySequence<byte>(_buffer, 0, _length));
            share.Release(_buffer.Length);
            (_buffer, _length) = ([], 0);
        }

        return _streamed is null ? Keep(came, declared, limit) : await StreamAsync(_streamed, came);
    }

    private async ValueTask<Refusal?> StreamAsync(StreamedBody streamed, ReadOnlySequence<byte> came)
    {
        if ((share.Hold(came.Length) ?? share.Store(came.Length)) is { } refusal)
        {
            return refusal;
        }

        await streamed.WriteAsync(came);
        share.Release(came.Length);
        return null;
    }

    private Refusal? Keep(ReadOnlySequence<byte> came, long? declared, long limit)
    {
        if (MakeRoom(_length + (int)came.Length, declared, limit) is { } refusal)
        {
            return refusal;
        }

        came.CopyTo(_buffer.AsSpan(_length));
        _length += (int)came.Length;
        return null;
    }

    private Refusal? MakeRoom(int length, long? declared, long limit)
    {
        if (length <= _buffer.Length)
        {
            return null;
        }

        var room = (int)Math.Min(Math.Min(StreamAbove, limit), Math.Max(length, _buffer.Length * 2L));
        if (declared is { } whole && (whole <= TrustedLength || whole <= room))
        {
            room = Math.Max(length, (int)whole);
        }

        if (share.Hold(room - _buffer.Length) is { } refusal)
        {
            return refusal;
        }

        var larger = GC.AllocateUninitializedArray<byte>(room);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
        return null;
    }
}
