using System.Globalization;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Telemetry;

/// <summary>The relay logs a handled problem once. Libraries must not log each of their retries.</summary>
public sealed class QuietLibrariesTests(SharedServers servers)
{
    private const string Sent = "messaging_client_sent_messages_total";

    [Fact]
    public async Task Unrouted_delivery_logs_one_line_for_all_retries()
    {
        await using var line = await servers.OpenAsync(("Publishing__UnroutedRetry", "00:00:00.100"));
        await line.Queue.UnbindAsync();
        await line.AcceptedAsync(SamplePayloads.V2("row-1"), "unrouted");
        await line.Relay.EndsAsync("unrouted", "Unrouted");
        var lines = line.Relay.Output.Count;

        await TriedAsync(line.Relay, "unrouted", 8);

        Assert.Equal(lines, line.Relay.Output.Count);
        Quiet(line.Relay);
    }

    [Fact]
    public async Task Rejected_delivery_logs_no_stack_trace()
    {
        await using var line = await servers.OpenAsync();
        await line.Queue.UnbindAsync();
        await using var full = await line.DeclareClassicAsync($"full-{Guid.NewGuid():N}", new() { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" }, "label.created.*");
        for (var i = 0; i < 4; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i}"), $"created-{i}", "LABEL_CREATED");
        }

        await TriedAsync(line.Relay, "refused", 4);

        Quiet(line.Relay);
    }

    [Fact]
    public async Task Flapping_connection_logs_no_stack_trace()
    {
        await using var rabbit = new TcpProxy(servers.Rabbit.Port);
        await using var line = await servers.OpenAsync();
        await using var relay = await line.AnotherRelayAsync(
            ("Publishing__RabbitMq", line.Setting("Publishing__RabbitMq").Replace($":{servers.Rabbit.Port}", $":{rabbit.Port}", StringComparison.Ordinal)));
        for (var i = 0; i < 3; i++)
        {
            await relay.HealthShowsAsync("rabbitmq", "up");
            Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"broken-{i}"));
            await relay.EndsAsync($"broken-{i}", "Relayed");
            rabbit.Cut();
            await relay.HealthShowsAsync("rabbitmq", "degraded");
        }

        Quiet(relay);
    }

    [Theory]
    [InlineData("amqp://guest:guest@127.0.0.1:1", "127.0.0.1:1: ConnectionRefused")]
    [InlineData("amqp://guest:wrong@127.0.0.1:{0}", "127.0.0.1:{0}: ACCESS_REFUSED - Login was refused")]
    [InlineData("amqp://guest:guest@127.0.0.1:{0}/no-such-vhost", "127.0.0.1:{0}: 530 NOT_ALLOWED")]
    public async Task Unreachable_server_logs_one_line_with_address_and_reason(string rabbit, string reason)
    {
        await using var relay = await RelayProcess.StartAsync(
            ("Publishing__RabbitMq", string.Format(CultureInfo.InvariantCulture, rabbit, servers.Rabbit.Port)),
            ("Deduplication__Redis", "127.0.0.1:1"),
            ("Labelbox__ApiKey", "key"),
            ("Labelbox__Endpoint", "http://127.0.0.1:1/graphql"),
            ("Labelbox__AttemptDeadline", "00:00:01"),
            ("Labelbox__Deadline", "00:00:05"),
            ("Subscriptions__PublicUrl", "https://relay.example"),
            ("Subscriptions__Webhooks__main__Organization", "true"),
            ("Subscriptions__Webhooks__main__Topics__0", "LABEL_CREATED"),
            ("Receiving__Webhooks__main__Secrets__0", "a-secret"));
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "kept"));
        await relay.WaitForLogAsync(line => line.Contains("RabbitMQ is not usable", StringComparison.Ordinal));
        await relay.WaitForLogAsync(line => line.Contains("Redis does not respond", StringComparison.Ordinal));
        // MassTransit connects at once, and again after some seconds.
        await Task.Delay(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

        var warning = Assert.Single(relay.Output, line => line.Contains("RabbitMQ is not usable", StringComparison.Ordinal));
        Assert.Contains(string.Format(CultureInfo.InvariantCulture, reason, servers.Rabbit.Port), warning, StringComparison.Ordinal);
        Quiet(relay);
    }

    [Fact]
    public async Task Library_log_lines_can_be_enabled()
    {
        await using var line = await servers.OpenAsync();
        await using var relay = await line.AnotherRelayAsync(("Serilog__MinimumLevel__Override__MassTransit", "Debug"));

        await relay.WaitForLogAsync(said => said.Contains("\"SourceContext\":\"MassTransit", StringComparison.Ordinal), what: "a line of MassTransit's");
    }

    /// <summary>No log line with an exception, and no library's line except the web server's.</summary>
    private static void Quiet(RelayProcess relay)
    {
        Assert.DoesNotContain(relay.Output, line => line.Contains("\"@x\":", StringComparison.Ordinal));
        Assert.DoesNotContain(relay.Output, line => line.Contains("\"SourceContext\":\"MassTransit", StringComparison.Ordinal) || line.Contains("\"SourceContext\":\"Polly", StringComparison.Ordinal));
    }

    /// <summary>Waits until that many publishes have this outcome.</summary>
    private static Task TriedAsync(RelayProcess relay, string error, int times) => Eventually.TrueAsync(
        async () => (await Exposition.ScrapeAsync(relay)).Lines(Sent).Any(line =>
            line.Contains($"error_type=\"{error}\"", StringComparison.Ordinal) && double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) >= times),
        TimeSpan.FromMinutes(1), $"{times} publishes ended as {error}");
}
