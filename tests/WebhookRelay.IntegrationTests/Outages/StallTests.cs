using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>An unresponsive broker gets one probe instead of every publish again.</summary>
public sealed class StallTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(20);

    /// <summary>3 s plus a margin for a busy machine. Without its own deadline the client takes more than 10 s.</summary>
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(7);

    [Fact]
    public async Task Paused_broker_causes_duplicates_of_probes_only()
    {
        var rabbit = servers.Rabbit;
        await using var line = await RelayFixture.OpenAsync(rabbit, servers.Redis, ("Publishing__Deadline", $"{Deadline}"));
        await WarmAsync(line);
        await rabbit.PauseAsync();
        try
        {
            await SendAsync(line);
            await line.Relay.HealthShowsAsync("rabbitmq", "degraded");
            // The test needs a stall of this length.
            await Task.Delay(Stall, TestContext.Current.CancellationToken);
        }
        finally
        {
            rabbit.Resume();
        }

        await AllArriveAsync(line);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Subscribers_request_reports_a_stalled_broker(bool asked)
    {
        var rabbit = servers.Rabbit;
        await using var line = await RelayFixture.OpenAsync(rabbit, servers.Redis, ("Publishing__RabbitMqManagement", rabbit.ManagementUri), ("Subscribers__training__Topics__0", "LABEL_UPDATED"));
        using var admin = new Admin(line.Relay);
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
        if (asked)
        {
            await admin.GetAsync("subscribers");
        }

        await rabbit.PauseAsync();
        try
        {
            foreach (var ask in (Func<Task<(HttpStatusCode Status, JsonNode Body)>>[])
                [() => admin.TryAsync("subscribers"), () => admin.PostAsync("replays", new JsonObject { ["ids"] = new JsonArray("any"), ["subscriber"] = "training" }), () => admin.TryAsync("subscribers")])
            {
                var began = Stopwatch.GetTimestamp();
                var (status, body) = await ask();
                Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
                Assert.Equal("RabbitMQ is stalled: it has not answered within 3 s.", (string?)body["detail"]);
                Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, AnsweredWithin);
            }

            // Without traffic.
            await line.Relay.HealthShowsAsync("rabbitmq", "degraded");
            Assert.Contains($"127.0.0.1:{rabbit.Port}: ", (string?)(await line.Relay.ReadyAsync()).Body["checks"]!["rabbitmq"]!["reason"], StringComparison.Ordinal);
        }
        finally
        {
            rabbit.Resume();
        }

        await line.Relay.HealthShowsAsync("rabbitmq", "up");
        await Eventually.TrueAsync(async () => (await admin.TryAsync("subscribers")).Status is HttpStatusCode.OK, TimeSpan.FromSeconds(60), "the queues are listed again");
        Assert.DoesNotContain(line.Relay.Output, said => said.Contains("\"@x\":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plan_request_reports_an_unresponsive_Labelbox_and_continues()
    {
        // The kernel accepts the connection, and no process reads from it.
        using var still = new TcpListener(IPAddress.Loopback, 0);
        still.Start();
        await using var relay = await RelayProcess.StartAsync(
            ("Labelbox__ApiKey", "key"), ("Labelbox__Endpoint", $"http://127.0.0.1:{((IPEndPoint)still.LocalEndpoint).Port}/graphql"),
            ("Subscriptions__Mode", "Apply"), ("Subscriptions__PublicUrl", "https://relay.example"),
            ("Subscriptions__Webhooks__main__Organization", "true"), ("Subscriptions__Webhooks__main__Topics__0", "LABEL_CREATED"),
            ("Receiving__Webhooks__main__Secrets__0", "a-secret"));
        using var admin = new Admin(relay);

        foreach (var path in (string[])["subscriptions/plan", "subscriptions/apply", "subscriptions/main/retire-old"])
        {
            var began = Stopwatch.GetTimestamp();
            var (status, body) = await admin.PostAsync(path, new JsonObject());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.StartsWith("Labelbox has not answered within 10 s.", (string?)body["detail"], StringComparison.Ordinal);
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        }

        Assert.DoesNotContain(relay.Output, said => said.Contains("\"@x\":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Memory_alarm_causes_duplicates_of_probes_only()
    {
        var rabbit = servers.Rabbit;
        await using var line = await RelayFixture.OpenAsync(rabbit, servers.Redis, ("Publishing__Deadline", $"{Deadline}"));
        await WarmAsync(line);
        await rabbit.CtlAsync("set_vm_memory_high_watermark", "absolute", "1");
        await SendAsync(line);
        await line.Relay.HealthShowsAsync("rabbitmq", "degraded");
        // The test needs an alarm of this length.
        await Task.Delay(Stall, TestContext.Current.CancellationToken);
        await rabbit.CtlAsync("set_vm_memory_high_watermark", "0.8");

        await AllArriveAsync(line);
    }

    [Fact]
    public async Task Publish_lost_with_its_connection_is_repeated_and_not_counted_as_stalled()
    {
        await using var proxy = new TcpProxy(servers.Rabbit.Port);
        await using var line = await RelayFixture.OpenAsync(servers.Rabbit, servers.Redis, ("Publishing__Deadline", $"{Deadline}"));
        await using var relay = await BehindAsync(proxy, line);
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("warm"), "warm"));
        await relay.EndsAsync("warm", "Relayed");

        var written = HoldOnce(proxy, "lost-1"u8.ToArray());
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("lost-1"), "lost"));
        await written.WaitAsync(TestContext.Current.CancellationToken);
        proxy.Cut();
        proxy.Release(Direction.ToServer);

        await relay.EndsAsync("lost", "Relayed");
        Assert.Equal(["warm", "lost"], (await line.Queue.ReadAllAsync()).Select(message => message.Id));
        // MassTransit would hold it for four seconds, as if unanswered.
        Assert.DoesNotContain(relay.Output, said => said.Contains("publishes unanswered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replay_lost_with_its_connection_is_repeated()
    {
        await using var proxy = new TcpProxy(servers.Rabbit.Port);
        await using var line = await RelayFixture.OpenAsync(servers.Rabbit, servers.Redis);
        await using var relay = await BehindAsync(proxy, line);
        await using var lone = await line.BindAsync("nothing.at.all", "lone");
        using var admin = new Admin(relay);
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("lost-2"), "again"));
        await relay.EndsAsync("again", "Relayed");

        var written = HoldOnce(proxy, "lost-2"u8.ToArray());
        var id = await admin.ReplayAsync(new JsonObject { ["ids"] = new JsonArray("again"), ["subscriber"] = "lone" });
        await written.WaitAsync(TestContext.Current.CancellationToken);
        proxy.Cut();
        proxy.Release(Direction.ToServer);

        var ended = await admin.EndOfReplayAsync(id);
        Assert.Equal("completed", (string?)ended["state"]);
        Assert.Equal(1, (long)ended["relayed"]!);
        Assert.Equal(["again"], (await lone.ReadAllAsync()).Select(message => message.Id));
    }

    private static Task<RelayProcess> BehindAsync(TcpProxy proxy, RelayFixture line) => line.AnotherRelayAsync(
        ("Publishing__RabbitMq", line.Setting("Publishing__RabbitMq").Replace($":{proxy.Target}", $":{proxy.Port}", StringComparison.Ordinal)));

    /// <summary>Waits until these bytes are held.</summary>
    private static Task HoldOnce(TcpProxy proxy, byte[] bytes)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.Watch = (direction, passing) =>
        {
            if (direction is Direction.ToServer && passing.Span.IndexOf(bytes) >= 0)
            {
                proxy.Watch = null;
                proxy.Hold(Direction.ToServer);
                written.SetResult();
            }
        };
        return written.Task;
    }

    private static async Task WarmAsync(RelayFixture line)
    {
        await line.AcceptedAsync(SamplePayloads.V2("warm"), "warm");
        await line.Queue.ReadAsync(1);
        await line.Relay.EndsAsync("warm", "Relayed");
    }

    private static async Task SendAsync(RelayFixture line)
    {
        for (var i = 0; i < 200; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i}"), $"stalled-{i}");
        }
    }

    private static async Task AllArriveAsync(RelayFixture line)
    {
        await line.Relay.EndedAsync(201);
        await line.AcceptedAsync(SamplePayloads.V2("last"), "last");
        await line.Relay.EndsAsync("last", "Relayed");

        var arrived = await line.Queue.ReadAllAsync();
        var byId = arrived.GroupBy(message => message.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        Assert.Equal(201, byId.Count);
        // One entry at a time is the probe, and it stays the same until it is answered.
        Assert.InRange(byId.Count(entry => entry.Value > 1), 0, 1);
    }
}
