using System.Diagnostics;
using WebhookRelay.IntegrationTests.Receiving;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>SIGTERM during an endless wait still gives a clean and timely shutdown.</summary>
[Collection(TimingCollection.Name)]
public sealed class ShutdownTests
{
    /// <summary>Well below the host's shutdown timeout of eight seconds.</summary>
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(6);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sigterm_ends_it_cleanly_during_an_unrouted_retry_without_the_broker()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var rabbit = await RabbitMqServer.StartAsync();
        var proxy = new TcpProxy(rabbit.Port);
        var vhost = await rabbit.CreateVhostAsync();
        await using var relay = await RelayProcess.StartAsync(
            ("Publishing__RabbitMq", $"amqp://guest:guest@127.0.0.1:{proxy.Port}/{vhost}"),
            ("Publishing__UnroutedRetry", "00:00:00.500"),
            ("Deduplication__Redis", redis.ConnectionString));
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "unrouted"));
        await relay.EndsAsync("unrouted", "Unrouted");

        await proxy.DisposeAsync();
        await relay.HealthShowsAsync("rabbitmq", "degraded");
        // The routing key is retried after a delay that is not logged.
        await Task.Delay(TimeSpan.FromSeconds(3), Ending);

        await EndsCleanlyAsync(relay, Promptly);
    }

    [Fact]
    public async Task Sigterm_ends_it_cleanly_with_a_slow_sender_and_no_broker()
    {
        await using var relay = await RelayProcess.StartAsync(("Publishing__RabbitMq", $"amqp://127.0.0.1:{ServerProcess.FreePort()}"));
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "kept"));
        var body = new byte[100_000];
        var head = $"""
            POST /webhook-endpoint HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Content-Length: {body.Length}
            X-Hub-Signature: {Sender.Sha1(body)}
            X-Labelbox-Id: slow
            X-Labelbox-Event: LABEL_UPDATED
            """;
        var slow = PublicPortRequests.RawAsync(relay.PublicUrl, head, body, Ending, chunk: 100, pause: TimeSpan.FromMilliseconds(200));
        await Task.Delay(TimeSpan.FromSeconds(1), Ending);

        await EndsCleanlyAsync(relay, TimeSpan.FromSeconds(10));
        await Assert.ThrowsAnyAsync<Exception>(() => slow);
    }

    [Fact]
    public async Task Sigterm_answers_a_waiting_sender_that_its_delivery_is_stored()
    {
        await using var relay = await RelayProcess.StartAsync(
            ("Publishing__RabbitMq", $"amqp://127.0.0.1:{ServerProcess.FreePort()}"),
            ("Publishing__Deadline", "00:01:00"),
            ("Deduplication__Lease", "00:02:00"),
            ("Receiving__Acknowledge", "Relayed"));
        var waiting = relay.SendAsync(SamplePayloads.V2("row-1"), "kept");
        // A repeat would wait like the first delivery, so only time shows that the first is stored.
        Assert.False(await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(2), Ending)) == waiting);

        await EndsCleanlyAsync(relay, Promptly);
        Assert.Equal((202, "accepted"), await waiting);
    }

    private static async Task EndsCleanlyAsync(RelayProcess relay, TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        var code = await relay.TerminateAsync();
        Assert.True(code is 0, string.Join('\n', relay.Output.TakeLast(40)));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, within);
    }
}
