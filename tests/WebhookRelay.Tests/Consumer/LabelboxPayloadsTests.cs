using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Consumer;
using WebhookRelay.Contracts;

namespace WebhookRelay.Tests.Consumer;

/// <summary>A fake relay with a list of faulty responses.</summary>
public sealed class LabelboxPayloadsTests
{
    private static readonly byte[] Data = "the data that were too large"u8.ToArray();

    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly Queue<Func<long, HttpResponseMessage>> _answers = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Truncated_download_resumes_where_it_stopped()
    {
        _answers.Enqueue(from => Answer(from, Data[..10]));
        _answers.Enqueue(_ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        _answers.Enqueue(from => Answer(from, Data[(int)from..]));

        Assert.Equal(Data, await ReadAsync(Event()));
        Assert.Empty(_answers);
    }

    [Fact]
    public async Task Repeatedly_lost_connection_fails()
    {
        for (var i = 0; i < 6; i++)
        {
            _answers.Enqueue(from => Answer(from, []));
        }

        await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(Event()));
        Assert.Empty(_answers);
    }

    [Fact]
    public async Task Removed_payload_is_not_requested_again()
    {
        _answers.Enqueue(from => Answer(from, Data[..10]));
        _answers.Enqueue(_ => new HttpResponseMessage(HttpStatusCode.NotFound));

        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HttpRequestException>(() => ReadAsync(Event()))).StatusCode);
        Assert.Empty(_answers);
    }

    [Fact]
    public async Task Wrong_range_from_the_server_fails()
    {
        _answers.Enqueue(from => Answer(from, Data[..10]));
        for (var i = 0; i < 5; i++)
        {
            _answers.Enqueue(_ => Answer(0, Data));
        }

        await Assert.ThrowsAsync<IOException>(() => ReadAsync(Event()));
        Assert.Empty(_answers);
    }

    [Fact]
    public async Task Stalled_download_times_out()
    {
        _answers.Enqueue(from => Answer(from, Data[..10], standsStill: true));
        _answers.Enqueue(from => Answer(from, Data[(int)from..]));

        Assert.Equal(Data, await ReadAsync(Event()));
        Assert.Empty(_answers);
    }

    [Fact]
    public async Task Wrong_bytes_fail_verification()
    {
        var other = Data.ToArray();
        other[3] ^= 1;
        _answers.Enqueue(from => Answer(from, other));

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Event()));
    }

    private static LabelboxEvent Event() => new()
    {
        Id = "id",
        DataRef = "http://relay-0:3002/payloads/x",
        DataSha256 = Convert.ToHexStringLower(SHA256.HashData(Data)),
        DataLength = Data.Length,
    };

    private async Task<byte[]> ReadAsync(LabelboxEvent labelboxEvent)
    {
        using var payloads = new LabelboxPayloads("key", new Server(_answers), _time);
        var reading = ReadAsync(payloads, labelboxEvent);
        while (!reading.IsCompleted)
        {
            // Lets every delay and deadline pass.
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(reading, Task.Delay(10, Ending));
        }

        return await reading;
    }

    private static async Task<byte[]> ReadAsync(LabelboxPayloads payloads, LabelboxEvent labelboxEvent)
    {
        await using var stream = await payloads.OpenAsync(labelboxEvent, Ending);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Ending);
        return read.ToArray();
    }

    private static HttpResponseMessage Answer(long from, byte[] bytes, bool standsStill = false)
    {
        var response = new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK) { Content = new StreamContent(new Body(bytes, standsStill)) };
        response.Content.Headers.ContentRange = from > 0 ? new(from, Data.Length - 1, Data.Length) : null;
        return response;
    }

    private sealed class Server(Queue<Func<long, HttpResponseMessage>> answers) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("Bearer key", request.Headers.Authorization?.ToString());
            return Task.FromResult(answers.Dequeue()(request.Headers.Range?.Ranges.Single().From ?? 0));
        }
    }

    private sealed class Body(byte[] bytes, bool standsStill) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (standsStill && Position == Length)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
