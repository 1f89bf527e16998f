using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Benchmarks;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Ledger;
using WebhookRelay.Replaying;
using WebhookRelay.Searching;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>A replay request that selects nothing must not select everything, and an unreadable record must not hide the others.</summary>
public sealed class ReplayOrderTests(ReplayOrderTests.ThreeRelayed relayed) : IClassFixture<ReplayOrderTests.ThreeRelayed>
{
    private const int Deliveries = 3;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"ids":[null]}""", "ids[0]")]
    [InlineData("""{"ids":["delivery-0",null]}""", "ids[1]")]
    [InlineData("""{"ids":[""]}""", "ids[0]")]
    [InlineData("""{"ids":["delivery-0"," \t"]}""", "ids[1]")]
    [InlineData("""{"ids":[]}""", "ids")]
    [InlineData("""{"ids":null}""", "ids")]
    [InlineData("""{"ids":null,"filter":{},"all":true}""", "ids")]
    [InlineData("""{"sequences":[null]}""", "sequences[0]")]
    [InlineData("""{"sequences":[""]}""", "sequences[0]")]
    [InlineData("""{"sequences":["-1"]}""", "sequences[0]")]
    [InlineData("""{"sequences":[]}""", "sequences")]
    [InlineData("""{"filter":{}}""", "filter")]
    [InlineData("""{"filter":{},"all":false}""", "filter")]
    [InlineData("""{"filter":{},"all":null}""", "all")]
    [InlineData("""{"filter":null,"all":true}""", "filter")]
    [InlineData("""{"all":true}""", "filter")]
    [InlineData("""{"filter":{"state":["relayed"]},"all":true}""", "all")]
    [InlineData("""{"ids":["delivery-0"],"all":true}""", "all")]
    [InlineData("""{"filter":{"state":[]}}""", "filter.state")]
    [InlineData("""{"filter":{"state":[null]}}""", "filter.state[0]")]
    [InlineData("""{"filter":{"state":[""]}}""", "filter.state")]
    [InlineData("""{"filter":{"state":["relayed,quarantined"]}}""", "filter.state")]
    [InlineData("""{"filter":{"state":[" relayed"]}}""", "filter.state")]
    [InlineData("""{"filter":{"state":["1"]}}""", "filter.state")]
    [InlineData("""{"filter":{"topic":[]}}""", "filter.topic")]
    [InlineData("""{"filter":{"topic":[null]}}""", "filter.topic[0]")]
    [InlineData("""{"filter":{"topic":["LABEL_UPDATED","LABEL_CREATED,LABEL_DELETED"]}}""", "filter.topic")]
    [InlineData("""{"filter":{"project":null}}""", "filter.project")]
    [InlineData("""{"filter":{"state":["relayed"],"project":null}}""", "filter.project")]
    [InlineData("""{"filter":{"project":" "}}""", "filter.project")]
    [InlineData("""{"filter":{"error":""}}""", "filter.error")]
    [InlineData("""{"filter":{"id":"\ud800"}}""", "filter.id")]
    [InlineData("""{"filter":{},"all":true,"subscriber":null}""", "subscriber")]
    [InlineData("""{"filter":{},"all":true,"subscriber":" "}""", "subscriber")]
    [InlineData("""{"filter":{},"all":true,"upTo":null}""", "upTo")]
    [InlineData("""{"filter":{},"all":true,"upTo":""}""", "upTo")]
    [InlineData("""{"filter":{},"all":true,"by":" "}""", "by")]
    [InlineData("""{"filter":{},"all":true,"by":"a\u0007b"}""", "by")]
    [InlineData("""{"filter":{},"all":true,"by":"12345678901234567890123456789012345678901234567890123456789012345"}""", "by")]
    [InlineData("""{"filter":{"project":"p"},"filter":{},"all":true}""", "body")]
    [InlineData("null", "body")]
    [InlineData("", "body")]
    public async Task Replay_request_that_selects_nothing_is_rejected(string order, string name)
    {
        foreach (var dryRun in (bool[])[false, true])
        {
            var (status, problem) = await PostAsync(dryRun && order.Length > 4 ? order[..^1] + ""","dryRun":true}""" : order);
            Assert.True(status is HttpStatusCode.BadRequest, $"{status}: {problem}");
            Assert.Equal([name], problem["errors"]!.AsObject().Select(error => error.Key));
        }

        Assert.Empty((await relayed.Admin.GetAsync("/replays"))["replays"]!.AsArray());
    }

    [Theory]
    [InlineData("state=relayed,quarantined", "state")]
    [InlineData("state=", "state")]
    [InlineData("state=relayed&state=", "state")]
    [InlineData("state=%20relayed", "state")]
    [InlineData("topic=LABEL_UPDATED,MOVE", "topic")]
    [InlineData("topic=", "topic")]
    [InlineData("project=", "project")]
    [InlineData("project=%20", "project")]
    [InlineData("project=a&project=b", "project")]
    [InlineData("limit=1&limit=2", "limit")]
    public async Task Query_follows_the_same_rules(string query, string name)
    {
        foreach (var path in (string[])["/deliveries", "/events"])
        {
            if (path is "/events" && name is "state" or "limit")
            {
                continue;
            }

            var (status, problem) = await relayed.Admin.TryAsync($"{path}?{query}");
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Equal([name], problem["errors"]!.AsObject().Select(error => error.Key));
        }
    }

    [Fact]
    public async Task Empty_filter_with_all_selects_everything()
    {
        var forecast = await relayed.Admin.ForecastAsync(new JsonObject { ["filter"] = new JsonObject(), ["all"] = true });

        Assert.Equal(Deliveries, (int)forecast["total"]!);
    }

    [Theory]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{\"ids\":[\"{0}\"]}", HttpStatusCode.RequestEntityTooLarge)]
    public async Task Body_of_a_wrong_type_or_size_is_rejected(string type, string body, HttpStatusCode expected)
    {
        var (status, _) = await PostAsync(body.Replace("{0}", new string('x', 8 * 1024 * 1024), StringComparison.Ordinal), type);

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task Unreadable_replay_record_does_not_break_the_list()
    {
        await using var relay = await RelayProcess.StartAsync();
        await relay.TerminateAsync();
        var good = Record("000661073a7e4500a2e9ee88", new EntryFilter { States = [DeliveryState.Relayed] });
        string[] spoilt =
        [
            Record("000661073a7e4500a2e9ee89", new EntryFilter { States = [(DeliveryState)5] }),
            Record("000661073a7e4500a2e9ee8a", new EntryFilter()).Replace("\"States\":[]", "\"States\":null", StringComparison.Ordinal),
            "{",
            "null",
        ];
        await WriteAsync(relay.LedgerPath, [good, .. spoilt]);
        await relay.StartAgainAsync();
        using var admin = new Admin(relay);

        var list = await admin.GetAsync("/replays");
        Assert.Equal(["000661073a7e4500a2e9ee88"], list["replays"]!.AsArray().Select(replay => (string)replay!["id"]!));
        Assert.Equal(spoilt.Length, list["unreadable"]!.AsArray().Count);
        Assert.Equal("relayed", (string?)list["replays"]![0]!["filter"]!["state"]![0]);
        Assert.Null(list["replays"]![0]!["by"]);
        using var missing = await admin.Http.GetAsync(new Uri($"/replays/{(string)list["unreadable"]![0]!}", UriKind.Relative), Ending);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        var (status, begun) = await admin.PostAsync("/replays", new JsonObject { ["filter"] = new JsonObject { ["state"] = new JsonArray("relayed") } });
        Assert.Equal(HttpStatusCode.Accepted, status);
        await admin.EndOfReplayAsync((string)begun["id"]!);
        var (_, named) = await admin.PostAsync("/replays", new JsonObject { ["filter"] = new JsonObject { ["state"] = new JsonArray("relayed") }, ["by"] = "an operator \u202e" });
        await admin.EndOfReplayAsync((string)named["id"]!);
        await relay.TerminateAsync();
        await relay.StartAgainAsync();
        Assert.Equal(["an operator \u202e", "api", null], (await admin.GetAsync("/replays"))["replays"]!.AsArray().Select(replay => (string?)replay!["by"]));
    }

    private static string Record(string id, EntryFilter filter) => JsonSerializer.Serialize(
        new ReplayRecord { Id = id, CreatedAt = DateTimeOffset.UnixEpoch, State = ReplayState.Completed, ChooseFrom = null, Order = new ReplayOrder(filter, [], null, 500, 1) },
        ReplayRecordJson.Default.ReplayRecord);

    private static async Task WriteAsync(string path, IReadOnlyList<string> records)
    {
        await using var ledger = new DeliveryLedger(LedgerFill.OptionsFor(path), TimeProvider.System, NullLoggerFactory.Instance);
        ledger.Open();
        ledger.Store.Database.Write(
            batch =>
            {
                for (var i = 0; i < records.Count; i++)
                {
                    batch.Put(ColumnFamily.Replays, Convert.FromHexString($"000661073a7e4500a2e9ee{0x88 + i:x2}"), Encoding.UTF8.GetBytes(records[i]));
                }
            },
            sync: true);
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/replays", UriKind.Relative)) { Content = content };
        request.Headers.ExpectContinue = body.Length > 1_000_000;
        using var response = await relayed.Admin.Http.SendAsync(request, Ending);
        var text = await response.Content.ReadAsStringAsync(Ending);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, JsonNode.Parse(text)!);
    }

    /// <summary>A relay without a broker that has relayed three deliveries.</summary>
    public sealed class ThreeRelayed : IAsyncLifetime
    {
        private RelayProcess? _relay;
        private Admin? _admin;

        internal Admin Admin => _admin!;

        public async ValueTask InitializeAsync()
        {
            _relay = await RelayProcess.StartAsync();
            _admin = new Admin(_relay);
            for (var i = 0; i < Deliveries; i++)
            {
                Assert.Equal(200, (await _relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"delivery-{i}")).Status);
            }

            await _relay.EndedAsync(Deliveries);
        }

        public async ValueTask DisposeAsync()
        {
            _admin?.Dispose();
            await (_relay?.DisposeAsync() ?? default);
        }
    }
}
