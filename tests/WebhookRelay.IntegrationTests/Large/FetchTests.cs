using System.Net;
using System.Security.Cryptography;
using WebhookRelay.Consumer;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Large;

/// <summary>A subscriber downloads referenced data with the consumer package.</summary>
public sealed class FetchTests(SharedServers servers)
{
    private const int MiB = 1024 * 1024;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handler_downloads_large_data_as_a_stream()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis, line.Line.Setting("Publishing__RabbitMq"));
        var (handler, fetched) = (new RecordedHandler(), new TaskCompletionSource<(string, long)>(TaskCreationOptions.RunContinuationsAsynchronously));
        await consumers.StartAsync(handlers => handlers.AddHandler<Fetching>(), handler, fetched, ("PayloadKey", LargePayloadFixture.Key));
        var delivery = new LargeDelivery("fetched", 20 * MiB);
        Assert.Equal((200, "accepted"), await line.SendAsync(delivery));

        Assert.Equal((delivery.Sha256, delivery.Length), await fetched.Task.WaitAsync(TimeSpan.FromSeconds(120), Ending));
        await consumers.EmptyAsync();
    }

    [Fact]
    public async Task Interrupted_download_resumes_where_it_stopped()
    {
        var port = ServerProcess.FreePort();
        await using var proxy = new TcpProxy(port);
        await using var line = await LargePayloadFixture.OpenAsync(servers, ("Management__Url", $"http://127.0.0.1:{port}"), ("Publishing__PayloadUrl", $"http://127.0.0.1:{proxy.Port}"));
        var delivery = new LargeDelivery("broken", 20 * MiB);
        var labelboxEvent = await PublishedAsync(line, delivery);
        using var payloads = new LabelboxPayloads(LargePayloadFixture.Key);
        var (passed, cut) = (0L, 0);
        proxy.Watch = (direction, bytes) =>
        {
            passed += direction is Direction.ToClient ? bytes.Length : 0;
            if (passed > (cut + 1) * 6L * MiB)
            {
                cut++;
                proxy.Cut();
            }
        };

        await using var data = await payloads.OpenAsync(labelboxEvent, Ending);
        Assert.Equal((delivery.Sha256, delivery.Length), await DigestAsync(data));
        Assert.InRange(cut, 2, 4);
        // Only bytes in flight at the interruption were sent twice.
        Assert.InRange(passed, delivery.Length, delivery.Length + (cut * 4L * MiB));
    }

    [Fact]
    public async Task Wrong_data_is_detected_at_the_end_of_the_download()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        var labelboxEvent = await PublishedAsync(line, new LargeDelivery("other", 9 * MiB));
        labelboxEvent.DataSha256 = new string('0', 64);
        using var payloads = new LabelboxPayloads(LargePayloadFixture.Key);

        await using var data = await payloads.OpenAsync(labelboxEvent, Ending);
        await Assert.ThrowsAsync<InvalidDataException>(() => DigestAsync(data));
    }

    [Fact]
    public async Task Rejected_download_reports_its_status()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        var labelboxEvent = await PublishedAsync(line, new LargeDelivery("refused", 9 * MiB));
        using var keyless = new LabelboxPayloads(key: null);
        using var payloads = new LabelboxPayloads(LargePayloadFixture.Key);

        Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<HttpRequestException>(() => keyless.OpenAsync(labelboxEvent, Ending))).StatusCode);
        labelboxEvent.DataRef = labelboxEvent.DataRef![..^64] + new string('0', 64);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HttpRequestException>(() => payloads.OpenAsync(labelboxEvent, Ending))).StatusCode);
        await Assert.ThrowsAsync<InvalidOperationException>(() => payloads.OpenAsync(new LabelboxEvent { Id = "without" }, Ending));
    }

    private sealed class Fetching(LabelboxPayloads payloads, TaskCompletionSource<(string, long)> fetched) : IConsume<LabelUpdated>
    {
        public async Task ConsumeAsync(LabelUpdated labelboxEvent, EventContext context, CancellationToken cancellationToken)
        {
            Assert.Null(labelboxEvent.Data);
            await using var data = await payloads.OpenAsync(labelboxEvent.Event, cancellationToken);
            fetched.TrySetResult(await DigestAsync(data));
        }
    }

    private static async Task<LabelboxEvent> PublishedAsync(LargePayloadFixture line, LargeDelivery delivery)
    {
        Assert.Equal((200, "accepted"), await line.SendAsync(delivery));
        return LabelboxEvent.Parse(Assert.Single(await line.Line.Queue.ReadAsync(1)).Body.Span);
    }

    private static async Task<(string Sha256, long Length)> DigestAsync(Stream data)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[100_000];
        long length = 0;
        while (await data.ReadAsync(buffer, Ending) is > 0 and var read)
        {
            digest.AppendData(buffer, 0, read);
            length += read;
        }

        return (Convert.ToHexStringLower(digest.GetHashAndReset()), length);
    }
}
