using System.Security.Cryptography;

namespace WebhookRelay.Consumer.Payloads;

/// <summary>A stream over a payload that verifies its length and digest at the end.</summary>
internal sealed class PayloadStream(PayloadDownload download, string sha256, long length, TimeProvider time) : Stream
{
    private const int MaxReconnects = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;
    private int _reconnects;
    private bool _isVerified;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("The stream is forward-only.");
    }

    public Task BeginAsync(CancellationToken cancellationToken) => download.OpenAsync(0, cancellationToken);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (_position < length)
        {
            try
            {
                if (!download.IsOpen)
                {
                    await download.OpenAsync(_position, cancellationToken);
                }

                if (await download.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _position)], cancellationToken) is > 0 and var read)
                {
                    _digest.AppendData(buffer.Span[..read]);
                    (_position, _reconnects) = (_position + read, 0);
                    return read;
                }

                throw new EndOfStreamException($"The relay sent {_position} bytes of {length}.");
            }
            catch (Exception e) when (IsTransient(e) && _reconnects < MaxReconnects)
            {
                download.Close();
                await Task.Delay(FirstPause * Math.Pow(2, _reconnects++), time, cancellationToken);
            }
        }

        Verify();
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream reads from the network: use ReadAsync.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream is forward-only.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream is read-only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read-only.");

    protected override void Dispose(bool disposing)
    {
        download.Dispose();
        _digest.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A restarting relay is unavailable for a moment. A rejected request would be rejected again.</summary>
    private static bool IsTransient(Exception e) => e is IOException or HttpRequestException { StatusCode: null or >= System.Net.HttpStatusCode.InternalServerError };

    private void Verify()
    {
        if (!_isVerified && !string.Equals(Convert.ToHexStringLower(_digest.GetHashAndReset()), sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException("The downloaded data does not match the event: its SHA-256 differs.");
        }

        _isVerified = true;
    }
}
