using System.Buffers;
using System.Security.Cryptography;
using WebhookRelay.Ledger;

namespace WebhookRelay.Tests.Ledger;

public sealed class PagedFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(1_000_000)]
    public void Sequence_has_the_bytes_of_the_file(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        using var paged = new PagedFile(Written(bytes), TestContext.Current.CancellationToken);

        Assert.Equal(length, paged.Bytes.Length);
        Assert.Equal(bytes, paged.Bytes.ToArray());
    }

    [Fact]
    public void Old_pages_are_reread_and_pages_in_use_stay()
    {
        var bytes = RandomNumberGenerator.GetBytes(2_000_000);
        using var paged = new PagedFile(Written(bytes), TestContext.Current.CancellationToken);
        var first = paged.Bytes.FirstSpan;
        Assert.Equal(bytes, paged.Bytes.ToArray());

        Assert.True(first.SequenceEqual(bytes.AsSpan(0, first.Length)));
        Assert.Equal(bytes[10..20], paged.Bytes.Slice(10, 10).ToArray());
        Assert.Equal(bytes[^10..], paged.Bytes.Slice(bytes.Length - 10).ToArray());
    }

    [Fact]
    public void Truncated_file_is_detected()
    {
        var body = Written(new byte[200_000]);
        File.WriteAllBytes(_path, new byte[100_000]);
        using var paged = new PagedFile(body, TestContext.Current.CancellationToken);

        Assert.Throws<EndOfStreamException>(() => paged.Bytes.ToArray());
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        using var ending = new CancellationTokenSource();
        using var paged = new PagedFile(Written(new byte[1_000_000]), ending.Token);
        await ending.CancelAsync();

        Assert.Throws<OperationCanceledException>(() => paged.Bytes.ToArray());
    }

    private EntryBody.InFile Written(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return new EntryBody.InFile(_path, SHA256.HashData(bytes), bytes.Length);
    }
}
