using System.Globalization;
using System.Text;

namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>The bytes of a stream, generated when they are read. An export of any size needs the memory of one row.</summary>
internal abstract class ExportContent
{
    public static readonly ExportContent Empty = new LineContent([], endsWithLineFeed: false);

    public abstract long Length { get; }

    public abstract long Lines { get; }

    /// <summary>Writes the bytes from one offset up to another.</summary>
    public abstract Task WriteAsync(Stream to, long from, long until, CancellationToken cancellationToken);
}

/// <summary>Lines that are generated one by one, each time with the same bytes.</summary>
/// <param name="lines">Generates each line.</param>
/// <param name="endsWithLineFeed">Whether the last line ends with LF.</param>
internal sealed class LineContent(IReadOnlyList<Func<byte[]>> lines, bool endsWithLineFeed) : ExportContent
{
    private readonly long[] _starts = Starts(lines);

    public override long Length => lines.Count is 0 ? 0 : _starts[^1] - (endsWithLineFeed ? 0 : 1);

    public override long Lines => lines.Count;

    public override async Task WriteAsync(Stream to, long from, long until, CancellationToken cancellationToken)
    {
        var found = Array.BinarySearch(_starts, from);
        var line = found >= 0 ? found : ~found - 1;
        for (; from < until; line++)
        {
            byte[] bytes = [.. lines[line](), (byte)'\n'];
            var part = bytes.AsMemory((int)(from - _starts[line])..(int)(Math.Min(until, _starts[line + 1]) - _starts[line]));
            await to.WriteAsync(part, cancellationToken);
            from += part.Length;
        }
    }

    private static long[] Starts(IReadOnlyList<Func<byte[]>> lines)
    {
        var starts = new long[lines.Count + 1];
        for (var i = 0; i < lines.Count; i++)
        {
            starts[i + 1] = starts[i] + lines[i]().Length + 1;
        }

        return starts;
    }
}

/// <summary>Any number of generated rows of one size.</summary>
internal sealed class GeneratedContent(long rows, int rowBytes) : ExportContent
{
    private const string Beginning = "{\"data_row\":{\"id\":\"generated-";
    private const string Middle = "\",\"row_data\":\"ą漢😀\\n}{";
    private const string End = "\"}}\n";
    private const int Digits = 15;

    public static int LeastRowBytes { get; } = Encoding.UTF8.GetByteCount(Beginning + Middle + End) + Digits;

    public override long Length => rows * rowBytes;

    public override long Lines => rows;

    public override async Task WriteAsync(Stream to, long from, long until, CancellationToken cancellationToken)
    {
        var row = Row();
        while (from < until)
        {
            var (number, inRow) = Math.DivRem(from, rowBytes);
            number.TryFormat(row.AsSpan(Beginning.Length, Digits), out _, "D15", CultureInfo.InvariantCulture);
            var part = row.AsMemory((int)inRow..(int)Math.Min(rowBytes, inRow + until - from));
            await to.WriteAsync(part, cancellationToken);
            from += part.Length;
        }
    }

    private byte[] Row()
    {
        var row = new byte[rowBytes];
        row.AsSpan().Fill((byte)'x');
        var head = Encoding.UTF8.GetBytes(Beginning + new string('0', Digits) + Middle);
        head.CopyTo(row, 0);
        Encoding.UTF8.GetBytes(End).CopyTo(row, rowBytes - End.Length);
        return row;
    }
}
