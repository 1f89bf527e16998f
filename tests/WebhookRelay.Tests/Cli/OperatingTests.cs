using System.Net;
using System.Text.Json.Nodes;

namespace WebhookRelay.Tests.Cli;

/// <summary>The commands status, subscribers, backup and verify.</summary>
public sealed class OperatingTests
{
    private const string Status = """
        {"replica":"relay-0","environment":"Production","version":"1.2.3","receiving":{"url":"http://localhost:3001","webhooks":[{"name":"","path":"/webhook-endpoint","secretMarks":["0a1b2c3d"],"developmentSecret":false}]},
         "ledger":{"path":"/data/ledger","writable":true,"freeBytes":5000000000,"warnAt":1,"refuseAt":1,"pending":12,"oldestPendingAt":"2026-01-31T00:00:00Z","oldest":{"sequence":"00001717588801500000","acceptedAt":"2026-01-17T00:00:00Z"}}}
        """;

    [Theory]
    [InlineData("healthy", 0)]
    [InlineData("degraded", 6)]
    [InlineData("unhealthy", 1)]
    public async Task Status_exit_code_follows_health(string health, int code)
    {
        var relay = new FakeRelay()
            .On("GET /status", Status)
            .On("GET /health/ready", $$"""{"status":"{{health}}","checks":{"ledger":{"status":"up","since":"2026-01-31T00:00:00Z"},"redis":{"status":"degraded","reason":"It does not answer.","since":"2026-01-31T00:00:00Z"} } }""", health is "unhealthy" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);

        var run = await CliRun.OfAsync(relay, "status");
        var json = await CliRun.OfAsync(relay, "status", "--json");

        Assert.Equal((code, code), (run.Code, json.Code));
        Assert.All(["WebhookRelay 1.2.3 in Production", health, "/data/ledger", "12 pending", "replica   relay-0", "keeps entries since 2026-01-17T00:00:00", "5 GB free", "0a1b2c3d", "redis: It does not answer."], part => Assert.Contains(part, run.Output, StringComparison.Ordinal));
        Assert.Equal((health, "1.2.3"), ((string?)JsonNode.Parse(json.Output)!["health"]!["status"], (string?)JsonNode.Parse(json.Output)!["status"]!["version"]));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(""","fault":"It has other arguments." """, 1)]
    public async Task Subscriber_fault_sets_the_exit_code(string fault, int code)
    {
        var relay = new FakeRelay().On("GET /subscribers", $$"""{"subscribers":[{"queue":"training","declared":true,"bindings":["#"],"messages":5,"consumers":1{{fault}}}]}""");

        var run = await CliRun.OfAsync(relay, "subscribers");
        var json = await CliRun.OfAsync(relay, "subscribers", "--json");

        Assert.Equal((code, code), (run.Code, json.Code));
        Assert.Contains("training\t5\t1\t-\tyes\t#\t", run.Output, StringComparison.Ordinal);
        Assert.Equal("training", (string?)JsonNode.Parse(json.Output)!["queue"]);
    }

    [Fact]
    public async Task Refusals_show_totals_and_the_newest_requests()
    {
        var relay = new FakeRelay().On("GET /refusals", """
            {"refusals":[{"reason":"signature","status":401,"meaning":"No secret made it.","webhook":"main","count":7,"signed":7,"lastAt":"2026-01-31T00:00:00Z","lastFrom":"10.0.0.1"}],
             "requests":[{"at":"2026-01-31T00:00:00Z","from":"10.0.0.1","webhook":"main","reason":"signature","status":401,"id":"d2\u001b[2J","topic":"MOVE","size":12,"signed":true,"hint":"An empty secret."},
                         {"at":"2026-01-30T00:00:00Z","webhook":"","reason":"path","status":404,"signed":false}]}
            """);

        var all = await CliRun.OfAsync(relay, "refusals");
        var one = await CliRun.OfAsync(relay, "refusals", "--limit", "1");
        var json = await CliRun.OfAsync(relay, "refusals", "--json");
        var none = await CliRun.OfAsync(new FakeRelay().On("GET /refusals", """{"refusals":[],"requests":[]}"""), "refusals");

        Assert.Equal((0, 0, 0), (all.Code, json.Code, none.Code));
        Assert.Contains("signature\t7\t7\tmain\t2026-01-31T00:00:00.000Z\tNo secret made it.", all.Output, StringComparison.Ordinal);
        Assert.Contains("\t10.0.0.1\tsignature\tmain\td2\\u001B[2J\tMOVE\t12\tAn empty secret.", all.Output, StringComparison.Ordinal);
        Assert.Contains("path", all.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("path", one.Output, StringComparison.Ordinal);
        Assert.Equal(2, JsonNode.Parse(json.Output)!["requests"]!.AsArray().Count);
        Assert.Contains("No request was refused", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Activity_is_a_chart_in_text()
    {
        var relay = new FakeRelay().On("GET /activity", """
            {"from":"2026-01-31T00:00:00Z","to":"2026-01-31T00:04:00Z","step":60,"since":"2026-01-31T00:01:00Z",
             "accepted":[{"webhook":"","topic":"LABEL_UPDATED","total":10,"counts":[0,1,2,7]}],
             "settled":[{"state":"relayed","total":10,"counts":[0,0,5,5]}],
             "refused":[{"reason":"signature","total":1,"counts":[0,0,0,1]}],
             "incomplete":[{"from":"2026-01-31T00:02:00Z","to":"2026-01-31T00:02:10Z"}]}
            """);

        var run = await CliRun.OfAsync(relay, "activity", "--from", "2026-01-31T00:00:00Z", "--step", "60", "--by", "webhook", "--by", "topic");
        var json = await CliRun.OfAsync(relay, "activity", "--json");
        var none = await CliRun.OfAsync(new FakeRelay().On("GET /activity", """{"from":"2026-01-31T00:00:00Z","to":"2026-01-31T00:04:00Z","step":60,"since":"2026-01-30T00:00:00Z","accepted":[],"settled":[],"refused":[],"incomplete":[]}"""), "activity");

        Assert.Equal((0, 0, 0), (run.Code, json.Code, none.Code));
        Assert.Contains("accepted\t(no name)\tLABEL_UPDATED\t10\t·▂▃█", run.Output, StringComparison.Ordinal);
        Assert.Contains("settled\trelayed\t-\t10\t··██", run.Output, StringComparison.Ordinal);
        Assert.Contains("refused\tsignature\t-\t1\t···█", run.Output, StringComparison.Ordinal);
        Assert.Contains("Counting began at 2026-01-31T00:01:00.000Z", run.Error, StringComparison.Ordinal);
        Assert.Contains("The relay was killed between 2026-01-31T00:02:00.000Z and", run.Error, StringComparison.Ordinal);
        Assert.Equal("?from=2026-01-31T00%3A00%3A00Z&step=60&by=webhook&by=topic", relay.Requests[0].Uri.Query);
        Assert.Equal(60, (int)JsonNode.Parse(json.Output)!["step"]!);
        Assert.Contains("Nothing happened", none.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await CliRun.OfAsync(relay, "activity", "--by", "state")).Code);
        Assert.Equal(60, WebhookRelay.Cli.Output.Sparkline.Of([.. Enumerable.Range(0, 360).Select(i => (long)i)]).Length);
    }

    [Fact]
    public async Task Backup_prints_its_path()
    {
        var relay = new FakeRelay().On("POST /ledger/backups", """{"path":"/backups/1","head":42}""", HttpStatusCode.Created);

        var run = await CliRun.OfAsync(relay, "backup");

        Assert.Equal(0, run.Code);
        Assert.Contains("/backups/1, up to entry 00000000000000000042", run.Output, StringComparison.Ordinal);
        Assert.Equal("/backups/1", (string?)JsonNode.Parse((await CliRun.OfAsync(relay, "backup", "--json")).Output)!["path"]);
        relay.On("POST /ledger/backups", _ => FakeRelay.Problem(HttpStatusCode.ServiceUnavailable, "Ledger:BackupPath is not set."));
        Assert.Equal(1, (await CliRun.OfAsync(relay, "backup")).Code);
    }

    [Theory]
    [InlineData("", 0, "42 entries")]
    [InlineData(""","fault":"entry 7 (x) was changed" """, 1, "CORRUPT: entry 7 (x) was changed")]
    public async Task Verify_prints_its_result(string fault, int code, string expected)
    {
        var relay = new FakeRelay().On("POST /ledger/verify", $$"""{"ledgerId":"l","entries":42,"bytes":1000{{fault}}}""");

        var run = await CliRun.OfAsync(relay, "verify");

        Assert.Equal((code, code), (run.Code, (await CliRun.OfAsync(relay, "verify", "--json")).Code));
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deliveries", "show", "missing")]
    [InlineData("deliveries", "show", "00000000000000000001")]
    [InlineData("deliveries", "show", "99999999999999999999")]
    [InlineData("prove", "missing")]
    [InlineData("prove", "00000000000000000001")]
    [InlineData("replay", "watch", "missing")]
    [InlineData("replay", "cancel", "missing")]
    [InlineData("replay", "--id", "missing", "--yes")]
    [InlineData("replay", "--sequence", "00000000000000000001", "--yes")]
    [InlineData("replay", "--all", "--subscriber", "missing", "--yes")]
    [InlineData("subscriptions", "retire-old", "missing")]
    public async Task Missing_resource_exits_with_1(params string[] arguments)
    {
        static HttpResponseMessage Missing(ReceivedRequest _) => FakeRelay.Problem(HttpStatusCode.NotFound, "There is none.");
        var relay = new FakeRelay()
            .On("POST /replays", asked => new HttpResponseMessage(HttpStatusCode.BadRequest)
            {
                Content = new StringContent(
                    $$$"""{"title":"x","detail":"There is none.","errors":{"{{{(asked.Text.Contains("ids", StringComparison.Ordinal) ? "ids[0]" : asked.Text.Contains("sequences", StringComparison.Ordinal) ? "sequences[0]" : "subscriber")}}}":["There is none."]}}""",
                    System.Text.Encoding.UTF8, "application/problem+json"),
            });
        foreach (var route in (string[])
            [
                "GET /deliveries/missing", "GET /deliveries/99999999999999999999", "GET /entries/00000000000000000001", "GET /ledger/proof/missing", "GET /replays/missing",
                "DELETE /replays/missing", "POST /subscriptions/missing/retire-old",
            ])
        {
            relay.On(route, Missing);
        }

        var run = await CliRun.OfAsync(relay, arguments);

        Assert.Equal(1, run.Code);
        Assert.Contains("There is none.", run.Error, StringComparison.Ordinal);
    }
}
