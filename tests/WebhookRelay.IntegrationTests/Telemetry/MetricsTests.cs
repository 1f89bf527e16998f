using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Telemetry;

/// <summary>The documented, exported and queried metrics match.</summary>
public sealed partial class MetricsTests(SharedServers servers)
{
    private static readonly string[] Ours = ["webhookrelay_", "messaging_"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documented_and_exported_metrics_match()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var relay = await StartAsync(redis);
        await LiveAsync(relay, redis);
        var exposition = await Exposition.ScrapeAsync(relay);
        var documented = Documented();

        Assert.Equal(
            documented.Select(row => row.Family).Order(StringComparer.Ordinal),
            exposition.Types.Keys.Where(name => Ours.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).Order(StringComparer.Ordinal));
        foreach (var (name, family, unit, attributes) in documented)
        {
            Assert.Equal(attributes.Select(attribute => attribute.Replace('.', '_')).Order(StringComparer.Ordinal), exposition.LabelsOf(family));
            Assert.Equal(
                name.Replace('.', '_') + unit switch { "s" => "_seconds", "By" => "_bytes", _ => string.Empty } + (exposition.Types[family] is "counter" ? "_total" : string.Empty),
                family);
        }

        foreach (var asked in Asked())
        {
            Assert.True(exposition.Knows(asked), $"The dashboard or an alert asks for {asked}, which is not exported.");
        }
    }

    [Fact]
    public async Task Alert_series_exist_from_the_start_with_fine_buckets()
    {
        await using var relay = await RelayProcess.StartAsync();
        var before = await Exposition.ScrapeAsync(relay);
        Assert.Equal(32, before.Lines("webhookrelay_deliveries_total{").Count(line => line.EndsWith(" 0", StringComparison.Ordinal)));
        Assert.Contains(before.Lines("webhookrelay_refusals_total{"), line => line.Contains("\"ledger\"", StringComparison.Ordinal) && line.EndsWith(" 0", StringComparison.Ordinal));
        Assert.Contains(before.Lines("webhookrelay_expired_total"), line => line.EndsWith(" 0", StringComparison.Ordinal));

        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "one"));
        await relay.EndsAsync("one", "Relayed");
        // The exporter caches its response for 300 ms.
        var after = before;
        await Eventually.TrueAsync(
            async () => (after = await Exposition.ScrapeAsync(relay)).Lines("webhookrelay_deliveries_total{").Any(line =>
                line.Contains("topic=\"label.updated\"", StringComparison.Ordinal) && line.Contains("outcome=\"relayed\"", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(30),
            "the delivery is counted");
        Assert.Contains(after.Lines("webhookrelay_acknowledge_duration_seconds_bucket"), line => line.Contains("le=\"0.5\"", StringComparison.Ordinal));
    }

    private Task<RelayProcess> StartAsync(RedisServer redis) => StartAsync(redis, servers.Rabbit);

    private static async Task<RelayProcess> StartAsync(RedisServer redis, RabbitMqServer rabbit) => await RelayProcess.StartAsync(
        ("Publishing__RabbitMq", rabbit.VhostUri(await rabbit.CreateVhostAsync())),
        ("Publishing__RabbitMqManagement", rabbit.ManagementUri),
        ("Deduplication__Redis", redis.ConnectionString),
        ("Subscribers__training__Topics__0", "LABEL_UPDATED"),
        ("Receiving__Webhooks__main__Secrets__0", Sender.Secret),
        ("Subscriptions__PublicUrl", "https://relay.example"),
        ("Subscriptions__Webhooks__main__Organization", "true"),
        ("Subscriptions__Webhooks__main__Topics__0", "LABEL_UPDATED"));

    /// <summary>Enough activity for every metric to have a value.</summary>
    private static async Task LiveAsync(RelayProcess relay, RedisServer redis)
    {
        await relay.HealthShowsAsync("redis", "up");
        await relay.HealthShowsAsync("subscriber:training", "up");
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "relayed"));
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-2"), "unrouted", "LABEL_DELETED"));
        Assert.Equal(401, (await relay.SendAsync(SamplePayloads.V2("row-1"), "refused", path: "/webhook-endpoint/main", secret: "another")).Status);
        await relay.EndsAsync("relayed", "Relayed");
        await relay.EndsAsync("unrouted", "Unrouted");
        await redis.KillAsync();
        await relay.HealthShowsAsync("redis", "degraded");
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-3"), "local"));
        await relay.EndsAsync("local", "Relayed");
        using var admin = new Administration.Admin(relay);
        await admin.EndOfReplayAsync(await admin.ReplayAsync(new JsonObject { ["ids"] = new JsonArray("relayed") }));
        await Eventually.TrueAsync(
            async () => (await Exposition.ScrapeAsync(relay)).Knows("webhookrelay_subscription_condition"), TimeSpan.FromSeconds(60), "a subscription's condition is exported");
    }

    /// <summary>The table of deploy/README.md.</summary>
    private static List<(string Name, string Family, string Unit, string[] Attributes)> Documented() =>
    [
        .. File.ReadLines(Repository.File("deploy/README.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length is 7 && (cells[1].StartsWith("`webhookrelay.", StringComparison.Ordinal) || cells[1].StartsWith("`messaging.", StringComparison.Ordinal)))
            .Select(cells => (cells[1].Trim('`'), cells[2].Trim('`'), cells[3], cells[4].Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim('`')).ToArray())),
    ];

    /// <summary>Every metric that the dashboard and the alerts query.</summary>
    private static IEnumerable<string> Asked() => ((string[])["deploy/grafana/dashboards/webhookrelay.json", "deploy/prometheus/alerts.yml"])
        .SelectMany(file => Expression().Matches(File.ReadAllText(Repository.File(file))))
        .SelectMany(expression => Name().Matches(expression.Value))
        .Select(name => name.Value)
        .Distinct(StringComparer.Ordinal);

    [GeneratedRegex("""("expr": |expr: ).*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();

    [GeneratedRegex(@"\b(webhookrelay|messaging|http_server|dotnet)_[a-z_]+\b(?=[{\[ <>)]|$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
