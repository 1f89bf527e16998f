using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace WebhookRelay.Tests.Cli;

/// <summary>Lists of deliveries, and one in full.</summary>
public sealed class DeliveriesTests
{
    [Fact]
    public async Task Every_API_filter_has_an_option()
    {
        var relay = new FakeRelay().On("GET /deliveries", """{"deliveries":[]}""");

        var run = await CliRun.OfAsync(
            relay, "deliveries", "--state", "quarantined", "--state", "unrouted", "--topic", "MOVE", "--id", "a/b", "--project", "p", "--data-row", "d", "--label", "l",
            "--webhook", "-", "--secret-mark", "0a1b2c3d", "--from", "2026-01-31T00:00:00Z", "--to", "2026-02-01T00:00:00Z", "--error", "no queue", "--contains", "a b", "--limit", "7", "--cursor", "c");

        Assert.Equal(0, run.Code);
        Assert.Equal(
            "?state=quarantined&state=unrouted&topic=MOVE&project=p&dataRow=d&label=l&webhook=-&secretMark=0a1b2c3d&from=2026-01-31T00%3A00%3A00Z&to=2026-02-01T00%3A00%3A00Z&error=no%20queue&contains=a%20b&id=a%2Fb&limit=7&cursor=c",
            Assert.Single(relay.Requests).Uri.Query);
        Assert.Contains("No deliveries match.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Age_is_converted_to_a_time()
    {
        var run = new CliRun { Time = new FakeTimeProvider(new DateTimeOffset(2026, 2, 1, 12, 0, 0, TimeSpan.Zero)) };
        run.Relay.On("GET /deliveries", """{"deliveries":[]}""");

        await run.RunAsync("deliveries", "--from", "36h");

        Assert.Contains("from=2026-01-31T00%3A00%3A00.000Z", run.Relay.Requests[0].Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paging_continues_over_empty_pages_until_the_limit()
    {
        var relay = Paged();

        var run = await CliRun.OfAsync(relay, "deliveries", "--limit", "3", "--json");

        Assert.Equal(["a", "b", "c"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string?)JsonNode.Parse(line)!["id"]));
        Assert.Equal(["?limit=3", "?limit=1&cursor=1", "?limit=1&cursor=2"], relay.Requests.Select(asked => asked.Uri.Query));
        Assert.Contains("More deliveries: --cursor 3", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_reads_every_page()
    {
        var run = await CliRun.OfAsync(Paged(), "deliveries", "--all");

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("accepted\tstate\tevent\tid\tdata row\tbytes\terror", lines[0]);
        Assert.Equal(["a", "b", "c", "d"], lines.Skip(1).Select(line => line.Split('\t')[3]));
        Assert.Equal("2026-01-31T00:00:00.000Z\tquarantined\tLABEL_UPDATED\ta\t-\t5\tbroken\\u0009here\\u001B[2J", lines[1]);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Terminal_output_is_a_table()
    {
        var run = new CliRun { IsTerminal = true };
        run.Relay.On("GET /deliveries", $$"""{"deliveries":[{{Delivery("a")}}]}""");

        await run.RunAsync("deliveries");

        Assert.Contains("─", run.Output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\e[2J", run.Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("some/id", "/deliveries/some%2Fid", false)]
    [InlineData("1717588801500000000", "/deliveries/1717588801500000000", false)]
    [InlineData("00001717588801500000", "/entries/00001717588801500000", true)]
    public async Task Delivery_is_shown_by_id_or_sequence(string name, string path, bool isSequence)
    {
        var detail = $$"""
            {"delivery":{{Delivery("a")}},"secretMark":"0a1b2c3d","headers":{"Content-Type":"application/json"},"bodySha256":"ab","ledgerHash":"cd","masked":true,
             "attempts":[{"at":"2026-01-31T00:00:00Z","outcome":"relayed","routingKey":"label.updated.p"}],"payload":{"deep":{{new string('[', 500)}}{{new string(']', 500)}} },"event":{"id":"a"} }
            """;
        var relay = new FakeRelay().On($"GET {path}", isSequence ? detail : $$"""{"deliveries":[{{detail}}]}""");

        var run = await CliRun.OfAsync(relay, "deliveries", "show", name);
        var json = await CliRun.OfAsync(relay, "deliveries", "show", name, "--json", "--reveal");

        Assert.Equal((0, 0), (run.Code, json.Code));
        Assert.All(["0a1b2c3d", "Content-Type application/json", "relayed\tlabel.updated.p", "\"deep\": ["], part => Assert.Contains(part, run.Output, StringComparison.Ordinal));
        Assert.Contains("--reveal shows them", run.Error, StringComparison.Ordinal);
        Assert.Equal(["", "?reveal=true"], relay.Requests.Select(asked => asked.Uri.Query));
        Assert.Single(json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static FakeRelay Paged()
    {
        var pages = new Queue<string>([
            $$"""{"deliveries":[{{Delivery("a")}},{{Delivery("b")}}],"next":"1"}""", """{"deliveries":[],"next":"2"}""",
            $$"""{"deliveries":[{{Delivery("c")}}],"next":"3"}""", $$"""{"deliveries":[{{Delivery("d")}}]}""",
        ]);
        return new FakeRelay().On("GET /deliveries", _ => FakeRelay.Json(pages.Dequeue()));
    }

    private static string Delivery(string id) =>
        $$"""{"sequence":"00000000000000000001","id":"{{id}}","labelboxEvent":"LABEL_UPDATED","acceptedAt":"2026-01-31T00:00:00Z","state":"quarantined","error":"broken\there\u001b[2J","bodyLength":5}""";

    [Theory]
    [InlineData("label", "l 1", "webhook-relay deliveries --label l 1")]
    [InlineData("dataRow", "r1", "webhook-relay deliveries --data-row r1")]
    [InlineData("project", "p1", "webhook-relay deliveries --project p1")]
    [InlineData("delivery", "d1", "webhook-relay deliveries show d1")]
    [InlineData("ledgerHash", "x", "webhook-relay deliveries show 00000000000000000042")]
    public async Task Find_shows_the_command_for_each_kind(string kind, string value, string command)
    {
        var relay = new FakeRelay().On("GET /find", asked => FakeRelay.Json(asked.Uri.Query.Contains("from=7", StringComparison.Ordinal)
            ? $$"""{"found":[{"kind":"{{kind}}","value":"{{value}}","link":"/x","newest":{"sequence":"00000000000000000042","id":"d1","labelboxEvent":"MOVE","acceptedAt":"2026-01-31T00:00:00Z","state":"relayed","bodyLength":1} }]}"""
            : """{"found":[],"next":"7"}"""));

        var run = await CliRun.OfAsync(relay, "find", value);
        var json = await CliRun.OfAsync(relay, "find", value, "--json");

        Assert.Equal((0, 0), (run.Code, json.Code));
        Assert.Contains(command, run.Output, StringComparison.Ordinal);
        Assert.Equal(kind, (string?)System.Text.Json.Nodes.JsonNode.Parse(json.Output)!["kind"]);
        Assert.Equal($"?q={Uri.EscapeDataString(value)}", relay.Requests[0].Uri.Query);
    }

    [Fact]
    public async Task Find_fails_if_nothing_has_the_id()
    {
        var run = await CliRun.OfAsync(new FakeRelay().On("GET /find", """{"found":[]}"""), "find", "x");

        Assert.Equal(1, run.Code);
        Assert.Contains("Nothing has this id", run.Error, StringComparison.Ordinal);
    }
}
