using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>The counts of activity of a real relay.</summary>
public sealed class ActivityTests
{
    private const string Main = "the-secret-of-main";

    private static readonly string[] Topics = ["LABEL_CREATED", "LABEL_UPDATED", "Batch Closed".Replace(' ', '-')];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Activity_equals_the_ledger_over_100_000_deliveries_a_restart_and_a_kill()
    {
        var begin = DateTimeOffset.UtcNow;
        await using var relay = await RelayProcess.StartAsync(("Receiving__Webhooks__main__Secrets__0", Main), ("Serilog__MinimumLevel__Default", "Warning"));
        using var admin = new Admin(relay);
        await SendAsync(relay, 0, 50_000);
        await SettledAsync(admin);
        await AssertEqualAsync(admin, begin);
        await relay.TerminateAsync();
        await relay.StartAgainAsync();
        await AssertEqualAsync(admin, begin);

        await SendAsync(relay, 50_000, 30_000);
        var killed = SendAsync(relay, 80_000, 10_000);
        await Eventually.TrueAsync(async () => (await admin.GetAsync("/activity"))["accepted"]!.AsArray().Sum(series => (long)series!["total"]!) > 84_000, TimeSpan.FromMinutes(2), "half of them are accepted");
        await relay.KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => killed);
        await relay.StartAgainAsync();
        await SendAsync(relay, 80_000, 20_000);
        await SettledAsync(admin);

        // Twice: reading does not count again.
        for (var look = 0; look < 2; look++)
        {
            var (activity, deliveries) = (await ReadAsync(admin, begin), await admin.ListAsync($"from={begin.UtcDateTime:O}"));
            Assert.Equal(100_000, deliveries.Count);
            Assert.Equal(Accepted(deliveries), Series(activity, "accepted", "webhook"));
            var incomplete = Assert.Single(activity["incomplete"]!.AsArray())!;
            var (from, to) = ((DateTimeOffset)incomplete["from"]!, (DateTimeOffset)incomplete["to"]!);
            var (counted, held) = (Series(activity, "settled", "state"), Settled(deliveries));
            foreach (var key in held.Keys.Union(counted.Keys))
            {
                var time = DateTimeOffset.Parse(key.Split(' ')[^1], CultureInfo.InvariantCulture);
                if (time.AddMinutes(1) <= from || time >= to)
                {
                    Assert.Equal((key, held.GetValueOrDefault(key)), (key, counted.GetValueOrDefault(key)));
                }
            }

            var lost = held.Values.Sum() - counted.Values.Sum();
            var within = deliveries.Select(delivery => (DateTimeOffset)delivery["settledAt"]!).Where(at => at >= from && at < to).ToList();
            var mostInTenSeconds = within.GroupBy(at => at.UtcTicks / TimeSpan.TicksPerSecond / 10).Max(slot => slot.Count());
            TestContext.Current.TestOutputHelper?.WriteLine($"lost {lost} settled of {within.Count} between {from:O} and {to:O}");
            Assert.InRange(lost, 0, 2 * mostInTenSeconds);
        }
    }

    [Fact]
    public async Task Refusals_are_counted_by_reason_and_survive_a_restart()
    {
        await using var relay = await RelayProcess.StartAsync();
        using var admin = new Admin(relay);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(401, (await relay.SendAsync(SamplePayloads.V2("row-1"), $"wrong-{i}", secret: "wrong")).Status);
        }

        Assert.Equal(404, (await relay.SendAsync(SamplePayloads.V2("row-1"), "lost", path: "/webhook")).Status);
        await relay.TerminateAsync();
        await relay.StartAgainAsync();

        var activity = await admin.GetAsync("/activity?step=10");
        Assert.Equal(
            [("path", 1L), ("signature", 3L)],
            activity["refused"]!.AsArray().Select(series => ((string)series!["reason"]!, (long)series["total"]!)).Order());
        Assert.All(activity["refused"]!.AsArray(), series => Assert.Equal((long)series!["total"]!, series["counts"]!.AsArray().Sum(count => (long)count!)));
        Assert.Empty(activity["accepted"]!.AsArray());
        Assert.Empty(activity["incomplete"]!.AsArray());
        Assert.Equal(361, activity["accepted"] is null ? 0 : ((DateTimeOffset)activity["to"]! - (DateTimeOffset)activity["from"]!).TotalSeconds / 10, tolerance: 1);
    }

    [Theory]
    [InlineData("step=15", "step")]
    [InlineData("step=0", "step")]
    [InlineData("step=x", "step")]
    [InlineData("step=10&from=2026-01-01T00:00:00Z", "step")]
    [InlineData("step=60&from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z", "step")]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from")]
    [InlineData("from=0001-01-01T00:00:00Z", "from")]
    [InlineData("from=yesterday", "from")]
    [InlineData("by=state", "by")]
    [InlineData("by=topic,webhook", "by")]
    [InlineData("step=10&step=20", "step")]
    [InlineData("group=topic", "query")]
    public async Task Wrong_query_is_named(string query, string name)
    {
        await using var relay = await RelayProcess.StartAsync();
        using var admin = new Admin(relay);
        var (status, problem) = await admin.TryAsync($"/activity?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([name], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    /// <summary>A thirtieth is not JSON, and a fiftieth is sent twice.</summary>
    private static Task SendAsync(RelayProcess relay, int from, int count) => Parallel.ForEachAsync(
        Enumerable.Range(from, count), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Ending }, async (i, _) =>
        {
            var body = i % 30 is 0 ? "not JSON"u8.ToArray() : Encoding.UTF8.GetBytes($$$"""{"data_row":{"id":"row-{{{i}}}"},"projects":{"p":{"labels":[]} } }""");
            for (var times = i % 50 is 0 ? 2 : 1; times > 0; times--)
            {
                var (status, _) = await relay.SendAsync(body, $"delivery-{i}", Topics[i % Topics.Length], i % 3 is 0 ? Main : null, i % 3 is 0 ? "/webhook-endpoint/main" : "/webhook-endpoint");
                Assert.Equal(200, status);
            }
        });

    private static Task SettledAsync(Admin admin) => Eventually.TrueAsync(
        async () => (long)(await admin.GetAsync("/status"))["ledger"]!["pending"]! is 0, TimeSpan.FromMinutes(2), "every delivery is settled");

    private static async Task AssertEqualAsync(Admin admin, DateTimeOffset begin)
    {
        var (activity, deliveries) = (await ReadAsync(admin, begin), await admin.ListAsync($"from={begin.UtcDateTime:O}"));
        Assert.Equal(Accepted(deliveries), Series(activity, "accepted", "webhook"));
        Assert.Equal(Settled(deliveries), Series(activity, "settled", "state"));
        Assert.Empty(activity["incomplete"]!.AsArray());
    }

    private static Task<JsonNode> ReadAsync(Admin admin, DateTimeOffset begin) =>
        admin.GetAsync($"/activity?from={begin:yyyy-MM-ddTHH:mm:ssZ}&to={begin.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}&step=60&by=webhook&by=topic");

    private static SortedDictionary<string, long> Series(JsonNode activity, string kind, string name)
    {
        var from = (DateTimeOffset)activity["from"]!;
        return new SortedDictionary<string, long>(
            activity[kind]!.AsArray()
                .SelectMany(series => series!["counts"]!.AsArray().Select((count, i) => (Key: Key((string?)series[name], (string?)series["topic"], from.AddMinutes(i)), Count: (long)count!)))
                .Where(each => each.Count > 0).ToDictionary(each => each.Key, each => each.Count, StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    private static SortedDictionary<string, long> Accepted(IEnumerable<JsonNode> deliveries) =>
        Count(deliveries.Select(delivery => Key((string?)delivery["webhook"], Topic(delivery), Minute((DateTimeOffset)delivery["acceptedAt"]!))));

    private static SortedDictionary<string, long> Settled(IEnumerable<JsonNode> deliveries) =>
        Count(deliveries.Select(delivery => Key((string?)delivery["state"], Topic(delivery), Minute((DateTimeOffset)delivery["settledAt"]!))));

    private static SortedDictionary<string, long> Count(IEnumerable<string> keys) =>
        new(keys.GroupBy(key => key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.LongCount(), StringComparer.Ordinal), StringComparer.Ordinal);

    private static string Topic(JsonNode delivery) => (string)delivery["labelboxEvent"]! is var topic && topic.StartsWith("LABEL", StringComparison.Ordinal) ? topic : "OTHER";

    private static DateTimeOffset Minute(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static string Key(string? name, string? topic, DateTimeOffset minute) => $"{name} {topic} {minute:O}";
}
