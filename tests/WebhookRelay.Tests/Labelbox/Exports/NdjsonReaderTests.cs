using System.Text;
using CsCheck;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>However a text is split into parts, its rows are the same.</summary>
public sealed class NdjsonReaderTests
{
    private static readonly string[] Pieces =
    [
        "{\"a\":1}", "}{", "{{", "\\n", "\"\\\"\"", "\u2028", "\u0085", "\u2029", "\r", "ą", "漢字", "😀", "\0", "\t", " ", "x", "{\"text\":\"a}\\n{b\"}",
    ];

    private static readonly Gen<string> ARow = Gen.OneOf([.. Pieces.Select(Gen.Const)]).List[0, 12].Select(string.Concat);

    private static readonly Gen<string> AText = Gen.Select(Gen.Select(ARow, Gen.OneOf(Gen.Const("\n"), Gen.Const("\r\n"))).List[0, 30], Gen.Bool)
        .Select((rows, endsWithLineFeed) =>
        {
            var text = string.Concat(rows.Select(row => row.Item1 + row.Item2));
            return endsWithLineFeed ? text : text.TrimEnd('\n');
        });

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_split_of_any_text_gives_the_same_rows() =>
        await Gen.Select(AText, Gen.Int[1, 40].List[1, 20], Gen.Int[1, 64], Gen.Int[0, 1000]).SampleAsync(async (text, parts, largestHeld, start) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            using var reader = new NdjsonReader(new Parts(bytes, parts), start, largestHeld);

            Assert.Equal(Expected(bytes, start), await RowsAsync(reader));
        }, iter: 3_000);

    [Fact]
    public async Task Large_rows_can_be_left_unread_or_read_in_part() =>
        await Gen.Select(AText, Gen.Int[1, 40].List[1, 20], Gen.Int[0, 5]).SampleAsync(async (text, parts, readOfEach) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            using var reader = new NdjsonReader(new Parts(bytes, parts), 0, largestHeld: 4);
            List<long> offsets = [];
            while (await reader.ReadAsync(Cancelled) is { } row)
            {
                offsets.Add(row.Offset);
                if (row.IsLarge)
                {
                    Assert.Throws<InvalidOperationException>(() => row.Json);
                    _ = await row.OpenRead().ReadAsync(new byte[readOfEach], Cancelled);
                }
            }

            Assert.Equal(Expected(bytes, 0).Select(row => row.Offset), offsets);
            Assert.Equal(bytes.Length, reader.Position);
        }, iter: 1_000);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    public async Task A_line_of_100_MB_is_read_in_constant_memory(string lineEnd)
    {
        const long Length = 100_000_000;
        const int Held = 1024 * 1024;
        using var reader = new NdjsonReader(new Concatenated(new Repeated(Length), new MemoryStream(Encoding.UTF8.GetBytes(lineEnd + (lineEnd is "" ? "" : "{}")))), 0, Held);
        var buffer = new byte[64 * 1024];
        // Every read completes at once, so this thread makes all allocations; other tests allocate on theirs.
        var (thread, before) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());

        var row = await reader.ReadAsync(Cancelled);
        Assert.True(row!.IsLarge);
        Assert.Null(row.NextOffset);
        var content = row.OpenRead();
        long read = 0;
        while (await content.ReadAsync(buffer, Cancelled) is var count and > 0)
        {
            Assert.False(buffer.AsSpan(0, count).ContainsAnyExcept((byte)'x'));
            read += count;
        }

        Assert.Equal(Length, read);
        Assert.Equal(Length + lineEnd.Length, row.NextOffset);
        Assert.Equal(lineEnd is "" ? null : "{}", await reader.ReadAsync(Cancelled) is { } next ? Encoding.UTF8.GetString(next.Json.Span) : null);
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * Held);
    }

    [Fact]
    public async Task A_row_is_typed_whether_it_is_held_or_not()
    {
        var line = Encoding.UTF8.GetBytes("""{"data_row":{"id":"r1","global_key":"ą"},"strange":[1,2]}""" + "\n");
        foreach (var largestHeld in (int[])[8, 1024])
        {
            using var reader = new NdjsonReader(new MemoryStream(line), 0, largestHeld);

            var row = await reader.ReadAsync(Cancelled);

            Assert.Equal(largestHeld is 8, row!.IsLarge);
            Assert.Equal("ą", (await row.ReadDataRowAsync(Cancelled))!.Asset?.GlobalKey);
            Assert.Equal(line.Length, row.NextOffset);
        }
    }

    private static async Task<List<Found>> RowsAsync(NdjsonReader reader)
    {
        List<Found> rows = [];
        while (await reader.ReadAsync(Cancelled) is { } row)
        {
            using var copy = new MemoryStream();
            await row.OpenRead().CopyToAsync(copy, 7, Cancelled);
            rows.Add(new Found(row.Offset, row.NextOffset, Convert.ToHexString(copy.ToArray())));
        }

        return rows;
    }

    /// <summary>The simplest correct splitter: lines of bytes, without their ends.</summary>
    private static List<Found> Expected(byte[] bytes, long start)
    {
        List<Found> rows = [];
        for (var from = 0; from < bytes.Length;)
        {
            var lineFeed = Array.IndexOf(bytes, (byte)'\n', from);
            var (end, next) = lineFeed < 0 ? (bytes.Length, bytes.Length) : (lineFeed, lineFeed + 1);
            end -= end > from && bytes[end - 1] is (byte)'\r' ? 1 : 0;
            if (end > from)
            {
                rows.Add(new Found(start + from, start + next, Convert.ToHexString(bytes[from..end])));
            }

            from = next;
        }

        return rows;
    }

    private sealed record Found(long Offset, long? NextOffset, string Content);

    /// <summary>Returns its bytes in parts of the given sizes, repeated.</summary>
    private sealed class Parts(byte[] bytes, List<int> sizes) : MemoryStream(bytes)
    {
        private int _part;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, sizes[_part++ % sizes.Count])], cancellationToken);
    }

    private sealed class Repeated(long length) : MemoryStream
    {
        private long _left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..count].Fill((byte)'x');
            _left -= count;
            return ValueTask.FromResult(count);
        }
    }

    private sealed class Concatenated(Stream first, Stream second) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await first.ReadAsync(buffer, cancellationToken) is var count and > 0 ? count : await second.ReadAsync(buffer, cancellationToken);
    }
}
