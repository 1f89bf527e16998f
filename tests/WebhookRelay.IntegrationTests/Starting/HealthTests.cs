using System.Net;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>The health endpoints and <c>--health</c>.</summary>
public sealed class HealthTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unavailable_dependencies_degrade_health_but_not_liveness_or_readiness()
    {
        (string, string)[] settings =
        [
            ("Management__Url", $"http://0.0.0.0:{ServerProcess.FreePort()}"),
            ("Management__ApiKey", "the-key"),
            ("Publishing__RabbitMq", $"amqp://127.0.0.1:{ServerProcess.FreePort()}"),
            ("Deduplication__Redis", $"127.0.0.1:{ServerProcess.FreePort()}"),
        ];
        await using var relay = await RelayProcess.StartAsync(settings);

        foreach (var path in (string[])["/health/startup", "/health/live", "/health/ready"])
        {
            using var answer = await relay.Http.GetAsync(new Uri(relay.ManagementUrl, path), Ending);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var startup = await relay.Http.GetAsync(new Uri(relay.ManagementUrl, "/health/startup"), Ending);
        var health = JsonNode.Parse(await startup.Content.ReadAsStringAsync(Ending))!;
        Assert.Equal("degraded", (string?)health["status"]);
        foreach (var (name, status) in ((string, string)[])[("ledger", "up"), ("redis", "degraded"), ("rabbitmq", "degraded")])
        {
            Assert.Equal(status, (string?)health["checks"]![name]!["status"]);
            Assert.True(DateTimeOffset.Parse((string)health["checks"]![name]!["since"]!, System.Globalization.CultureInfo.InvariantCulture) <= TimeProvider.System.GetUtcNow());
        }

        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "meanwhile"));

        // The image's health check with the same settings: the relay listens on every address and is checked over loopback.
        var (code, output) = await RelayProcess.RunAsync(["--health"], settings);
        Assert.Equal(0, code);
        Assert.Contains("\"status\":\"degraded\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unwritable_ledger_is_not_ready_but_live()
    {
        (string, string)[] settings = [("Management__Url", $"http://127.0.0.1:{ServerProcess.FreePort()}"), ("Ledger__RefuseAt", $"{1L << 60}"), ("Ledger__WarnAt", $"{1L << 60}")];
        await using var relay = await RelayProcess.StartAsync(settings);

        Assert.Equal(503, (await relay.SendAsync(SamplePayloads.V2("row-1"), "no-room")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await relay.ReadyAsync()).Status);
        using var live = await relay.Http.GetAsync(new Uri(relay.ManagementUrl, "/health/live"), Ending);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(1, (await RelayProcess.RunAsync(["--health"], settings)).ExitCode);
    }

    [Fact]
    public async Task Health_option_fails_without_a_relay()
    {
        var (code, output) = await RelayProcess.RunAsync(["--health"], ("Management__Url", $"http://127.0.0.1:{ServerProcess.FreePort()}"));

        Assert.Equal(1, code);
        Assert.Contains("Management:Url", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wildcard_address_is_reachable_over_IPv4_and_IPv6()
    {
        var (open, management) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        await using var relay = await RelayProcess.StartAsync(
            ("Receiving__Url", $"http://*:{open}"), ("Management__Url", $"http://*:{management}"), ("Management__ApiKey", "the-key"));

        foreach (var host in (string[])["127.0.0.1", "[::1]"])
        {
            Assert.Equal("alive", await relay.Http.GetAsync(new Uri($"http://{host}:{management}/health/live"), Ending) is { IsSuccessStatusCode: true } ? "alive" : host);
            using var delivery = Sender.Delivery(SamplePayloads.V2("row-1"), $"from {host}".Replace(' ', '-'), "LABEL_UPDATED", Sender.Secret, new Uri($"http://{host}:{open}/webhook-endpoint"));
            using var answer = await relay.Http.SendAsync(delivery, Ending);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(0, (await RelayProcess.RunAsync(["--health"], ("Management__Url", $"http://*:{management}"))).ExitCode);
    }

    [Fact]
    public async Task Secrets_folder_provides_settings_by_file_name()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("Receiving__Secrets__0"), "from-the-folder\n", Ending);
        await File.WriteAllTextAsync(folder.File("Receiving__Secrets__0~"), "an-editors-copy\n", Ending);
        await File.WriteAllTextAsync(folder.File("Ledger__RetainFor.bak"), "nonsense", Ending);
        await using var relay = await RelayProcess.StartAsync(("SecretsFolder", folder.Path));

        Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2("row-1"), "signed-by-a-file", secret: "from-the-folder")).Status);
        Assert.Equal(401, (await relay.SendAsync(SamplePayloads.V2("row-1"), "signed-by-another")).Status);
        Assert.Equal(401, (await relay.SendAsync(SamplePayloads.V2("row-1"), "signed-by-a-copy", secret: "an-editors-copy")).Status);
        await relay.WaitForLogAsync(line => line.Contains("Receiving__Secrets__0~", StringComparison.Ordinal) && line.Contains("Warning", StringComparison.Ordinal), what: "the copy is named");

        await File.WriteAllTextAsync(folder.File("Receiving__Secrets__0"), "another\n", Ending);
        await Eventually.TrueAsync(async () => (await relay.SendAsync(SamplePayloads.V2("row-1"), Guid.NewGuid().ToString("N"), secret: "another")).Status is 200, TimeSpan.FromSeconds(30), "the new secret is accepted");
    }
}
