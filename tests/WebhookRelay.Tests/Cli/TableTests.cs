using System.Text.Json.Nodes;

namespace WebhookRelay.Tests.Cli;

/// <summary>Tables at every terminal width: ids are never cut, the least important columns are hidden first, and hidden columns are named.</summary>
public sealed class TableTests
{
    private const string Id = "1717588801500000000";
    private const string Error = "no queue is bound for its routing key, and that is a long text which is broken over several lines";

    public static TheoryData<int> Widths() => [40, 60, 80, 100, 120, 200];

    [Theory]
    [MemberData(nameof(Widths))]
    public async Task Deliveries_show_their_id_and_state_at_every_width(int width)
    {
        var (lines, notice) = await ShownAsync(width, "deliveries");

        Assert.Contains(lines, line => line.Contains(Id, StringComparison.Ordinal) && line.Contains("quarantined", StringComparison.Ordinal));
        var rest = new[] { ("accepted", "2026-01-31T00:00:00.000Z"), ("event", "LABEL_UPDATED"), ("error", "no queue"), ("data row", "cldatarow0000000000000001"), ("bytes", "214958080") };
        Tells(rest, lines, notice, width >= 200);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public async Task Replays_show_their_id_and_state_at_every_width(int width)
    {
        var (lines, notice) = await ShownAsync(width, "replay", "list");

        Assert.Contains(lines, line => line.Contains("000661073a7e4500a2e9ee88", StringComparison.Ordinal) && line.Contains("running", StringComparison.Ordinal));
        Tells([("done", "1234567"), ("total", "7654321"), ("failed", "99"), ("created", "2026-01-31T00:00:00.000Z"), ("queue", "training"), ("relayed", "1234468")], lines, notice, width >= 200);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public async Task Attempts_show_when_and_how_at_every_width(int width)
    {
        var (lines, notice) = await ShownAsync(width, "deliveries", "show", "x");

        Assert.Contains(lines, line => line.Contains("2026-01-31T00:00:01.000Z", StringComparison.Ordinal) && line.Contains("unrouted", StringComparison.Ordinal));
        Tells([("error", "in an attempt"), ("queue", "training"), ("replay", "000661073a7e4500a2e9ee88"), ("routing key", "label.updated.clproject")], lines, notice, width >= 200);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public async Task Subscribers_show_their_queue_and_messages_at_every_width(int width)
    {
        var (lines, notice) = await ShownAsync(width, "subscribers");

        Assert.Contains(lines, line => line.Contains("training", StringComparison.Ordinal) && line.Contains("1234", StringComparison.Ordinal));
        Tells([("consumers", "7"), ("fault", "no queue"), ("oldest", "3 h"), ("bindings", "label.updated.*"), ("declared", "yes")], lines, notice, width >= 200);
    }

    [Fact]
    public async Task Narrow_terminal_prints_one_line_per_item()
    {
        var (lines, _) = await ShownAsync(30, "deliveries");

        Assert.Contains($"quarantined  {Id}", lines);
    }

    /// <summary>Asserts that a column is shown with its value, or named as hidden.</summary>
    private static void Tells((string Column, string Value)[] columns, IReadOnlyList<string> lines, string notice, bool isWhole)
    {
        var text = string.Join('\n', lines);
        foreach (var (column, value) in columns)
        {
            var isNamed = notice.Contains(column, StringComparison.Ordinal);
            Assert.True(text.Contains(value, StringComparison.Ordinal) != isNamed, $"'{column}': {notice}\n{text}");
        }

        Assert.True(!isWhole || notice.Length is 0, notice);
    }

    private static async Task<(IReadOnlyList<string> Lines, string Notice)> ShownAsync(int width, params string[] arguments)
    {
        var run = new CliRun { IsTerminal = true, Width = width };
        run["NO_COLOR"] = "1";
        var delivery = new JsonObject
        {
            ["sequence"] = "00001717588801500000",
            ["id"] = Id,
            ["labelboxEvent"] = "LABEL_UPDATED",
            ["acceptedAt"] = "2026-01-31T00:00:00Z",
            ["state"] = "quarantined",
            ["error"] = Error,
            ["dataRowId"] = "cldatarow0000000000000001",
            ["bodyLength"] = 214958080,
        };
        var detail = new JsonObject
        {
            ["delivery"] = delivery.DeepClone(),
            ["secretMark"] = "0",
            ["headers"] = new JsonObject(),
            ["bodySha256"] = "0",
            ["ledgerHash"] = "0",
            ["masked"] = false,
            ["attempts"] = new JsonArray(new JsonObject
            {
                ["at"] = "2026-01-31T00:00:01Z",
                ["outcome"] = "unrouted",
                ["routingKey"] = "label.updated.clproject0000000000000001",
                ["queue"] = "training",
                ["replayId"] = "000661073a7e4500a2e9ee88",
                ["error"] = $"in an attempt {Error}",
            }),
        };
        run.Relay
            .On("GET /deliveries", new JsonObject { ["deliveries"] = new JsonArray(delivery) }.ToJsonString())
            .On("GET /deliveries/x", new JsonObject { ["deliveries"] = new JsonArray(detail) }.ToJsonString())
            .On("GET /replays", """{"replays":[{"id":"000661073a7e4500a2e9ee88","state":"running","createdAt":"2026-01-31T00:00:00Z","subscriber":"training","rate":500,"upTo":"1","total":7654321,"done":1234567,"relayed":1234468,"unrouted":0,"quarantined":0,"gone":0,"failed":99}]}""")
            .On("GET /subscribers", $$"""{"subscribers":[{"queue":"training","declared":true,"bindings":["label.updated.*","label.created.*"],"messages":1234,"consumers":7,"oldestMessageAge":10800,"fault":"{{Error}}"}]}""");

        await run.RunAsync(arguments);

        var lines = run.Output.ToString().Split('\n').Select(line => line.TrimEnd()).ToList();
        Assert.DoesNotContain(lines, line => line.Contains('…', StringComparison.Ordinal));
        Assert.All(lines.SkipWhile(line => !line.Contains('─', StringComparison.Ordinal)).TakeWhile(line => line.Length > 0), line => Assert.InRange(line.Length, 0, width));
        return (lines, string.Join('\n', run.Error.ToString().Split('\n').Where(line => line.StartsWith("Hidden, because", StringComparison.Ordinal))));
    }
}
