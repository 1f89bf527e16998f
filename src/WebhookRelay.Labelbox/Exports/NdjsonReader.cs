using System.Buffers;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// Splits a stream into lines at LF, and at nothing else: braces, U+2028 and escaped newlines are content. It works on bytes,
/// so parts of the stream can end anywhere. Memory is bounded: a longer row is passed as a stream.
/// </summary>
/// <param name="source">The bytes.</param>
/// <param name="offset">The offset of the first of them in the export's stream.</param>
/// <param name="largestHeld">The size in bytes from which a row is passed as a stream.</param>
internal sealed class NdjsonReader(Stream source, long offset, int largestHeld) : IDisposable
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';
    private const int FirstBuffer = 128 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBuffer, largestHeld));
    private int _start;
    private int _end;
    private bool _isEnded;
    private LargeRowStream? _large;

    /// <summary>The offset of the first byte that was not passed on.</summary>
    public long Position { get; private set; } = offset;

    private Span<byte> Held => _buffer.AsSpan(_start, _end - _start);

    /// <returns>The next row; null at the end. Empty lines are skipped.</returns>
    public async ValueTask<ExportRow?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_large is { } previous)
        {
            await previous.SkipAsync(cancellationToken);
            _large = null;
        }

        var searched = 0;
        ExportRow? row;
        while (!TryTakeRow(ref searched, out row) && !_isEnded)
        {
            // A row has at least one byte besides CR.
            if (_end - _start >= Math.Max(largestHeld, 2))
            {
                _large = new LargeRowStream(this);
                return new ExportRow(Position, _buffer.AsMemory(_start, _end - _start), _large);
            }

            await FillAsync(cancellationToken);
        }

        return row;
    }

    /// <summary>Reads more of the source.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        _isEnded = read is 0;
    }

    /// <summary>Takes the next bytes of a large row.</summary>
    /// <param name="buffer">Receives them; not empty.</param>
    /// <param name="isLast">Whether the row has ended. The line end has then been skipped as well.</param>
    /// <returns>How many; 0 before the last part if more must be read.</returns>
    public int TakePart(Span<byte> buffer, out bool isLast)
    {
        // Two more bytes show whether the line ends right after the buffer.
        var window = Held[..Math.Min(Held.Length, buffer.Length + 2)];
        var lineFeed = window.IndexOf(LineFeed);
        var endsHere = lineFeed >= 0 || (_isEnded && window.Length == Held.Length);
        var content = lineFeed >= 0 ? window[..lineFeed] : window;
        content = content is [.. var before, CarriageReturn] ? before : content;
        var taken = Math.Min(content.Length, buffer.Length);
        content[..taken].CopyTo(buffer);
        isLast = endsHere && taken == content.Length;
        Advance(isLast ? (lineFeed >= 0 ? lineFeed + 1 : window.Length) : taken);
        return taken;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end, _isEnded) = ([], 0, 0, true);
    }

    private bool TryTakeRow(ref int searched, out ExportRow? row)
    {
        row = null;
        while (row is null)
        {
            var lineFeed = Held[searched..].IndexOf(LineFeed);
            if (lineFeed < 0 && (!_isEnded || Held.IsEmpty))
            {
                searched = Held.Length;
                return false;
            }

            var length = lineFeed < 0 ? Held.Length : searched + lineFeed;
            var withEnd = lineFeed < 0 ? length : length + 1;
            var content = Held[..length] is [.., CarriageReturn] ? length - 1 : length;
            if (content > 0)
            {
                row = new ExportRow(Position, _buffer.AsMemory(_start, content), Position + withEnd);
            }

            Advance(withEnd);
            searched = 0;
        }

        return true;
    }

    private void Advance(int bytes)
    {
        _start += bytes;
        Position += bytes;
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (_end < _buffer.Length && held > 0)
        {
            return;
        }

        if (held <= _buffer.Length / 2)
        {
            Held.CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            Held.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        (_start, _end) = (0, held);
    }
}
