using System.Security.Cryptography;

namespace WebhookRelay.Consumer.Payloads;

/// <summary>The bytes that an event names, as they come. At their end it knows whether they were the right ones.</summary>
internal sealed class FetchedStream(Transfer transfer, string sha256, long length, TimeProvider time) : Stream
{
    private const int MostBreaks = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;
    private int _breaks;
    private bool _isVerified;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("It is read once.");
    }

    public Task BeginAsync(CancellationToken cancellationToken) => transfer.OpenAsync(0, cancellationToken);

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
                if (!transfer.IsOpen)
                {
                    await transfer.OpenAsync(_position, cancellationToken);
                }

                if (await transfer.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _position)], cancellationToken) is > 0 and var read)
                {
                    _digest.AppendData(buffer.Span[..read]);
                    (_position, _breaks) = (_position + read, 0);
                    return read;
                }

                throw new EndOfStreamException($"The relay sent {_position} bytes of {length}.");
            }
            catch (Exception e) when (IsBreak(e) && _breaks < MostBreaks)
            {
                transfer.Close();
                await Task.Delay(FirstPause * Math.Pow(2, _breaks++), time, cancellationToken);
            }
        }

        Verify();
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It comes over the network: read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("It is read once.");

    public override void SetLength(long value) => throw new NotSupportedException("It is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is only read.");

    protected override void Dispose(bool disposing)
    {
        transfer.Dispose();
        _digest.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A relay that restarts is away for a moment; one that refuses will refuse again.</summary>
    private static bool IsBreak(Exception e) => e is IOException or HttpRequestException { StatusCode: null or >= System.Net.HttpStatusCode.InternalServerError };

    private void Verify()
    {
        if (!_isVerified && !string.Equals(Convert.ToHexStringLower(_digest.GetHashAndReset()), sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException("What was fetched is not what the event names: its SHA-256 is another.");
        }

        _isVerified = true;
    }
}
