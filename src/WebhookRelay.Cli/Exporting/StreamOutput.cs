using System.IO.Compression;

namespace WebhookRelay.Cli.Exporting;

/// <summary>Rows to the standard output. What was handed to another program cannot be taken back, so nothing is resumed.</summary>
internal sealed class StreamOutput(Stream output, bool gzip) : IRowOutput
{
    private const int BufferBytes = 64 * 1024;

    private readonly Stream _buffer = gzip
        ? new BufferedStream(new GZipStream(output, CompressionLevel.Optimal), BufferBytes)
        : new BufferedStream(output, BufferBytes);

    public bool HasPosition => false;

    public OutputPosition? Flush()
    {
        _buffer.Flush();
        return null;
    }

    public OutputPosition Mark()
    {
        _buffer.Flush();
        return new OutputPosition();
    }

    /// <summary>Until then a compressed output has no end, so that its reader sees that it is not complete.</summary>
    public void Complete() => _buffer.Dispose();

    public void Sync()
    {
        // The reader decides.
    }

    public void Write(ReadOnlySpan<byte> row)
    {
        _buffer.Write(row);
        _buffer.WriteByte((byte)'\n');
    }

    public async Task WriteAsync(Stream row, long beginning, CancellationToken cancellationToken)
    {
        await row.CopyToAsync(_buffer, cancellationToken);
        _buffer.WriteByte((byte)'\n');
    }

    public ValueTask DisposeAsync() => output.DisposeAsync();
}
