using System.Net;
using System.Text.Json.Nodes;

namespace WebhookRelay.Tests.Cli;

/// <summary>Replays: forecast, confirmation, progress, result.</summary>
public sealed class ReplayTests
{
    private const string Forecast = """{"total":3,"where":[{"queue":"training","events":2}],"unrouted":1,"quarantined":0,"leftOut":{"accepted":4,"duplicates":5},"upTo":"00000000000000000042","bindingsKnown":true}""";

    [Fact]
    public async Task Without_a_terminal_it_only_forecasts_and_exits_with_5()
    {
        var run = Run();

        Assert.Equal(5, await run.RunAsync("replay", "--all"));

        var asked = Assert.Single(run.Relay.Requests);
        Assert.Equal(("POST /replays", """{"filter":{},"all":true,"dryRun":true}"""), (asked.Route, asked.Text));
        Assert.Contains("3 deliveries would be replayed", run.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("training\t2\n", run.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 have no bound queue", run.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Pass --yes", run.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y", 0, 2)]
    [InlineData("yes", 0, 2)]
    [InlineData("n", 5, 1)]
    [InlineData("", 5, 1)]
    public async Task Terminal_asks_for_confirmation_and_only_yes_starts_it(string answer, int code, int posts)
    {
        var run = Run(isTerminal: true, input: answer + "\n");

        Assert.Equal(code, await run.RunAsync("replay", "--state", "quarantined"));

        Assert.Contains("Replay 3 deliveries? [y/N]", run.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(posts, run.Relay.Requests.Count(asked => asked.Route is "POST /replays"));
    }

    [Fact]
    public async Task Replay_runs_the_forecast_and_waits_for_completion()
    {
        var run = Run();
        var states = new Queue<string>([Replay("choosing", 0), Replay("running", 1), Replay("completed", 3)]);
        run.Relay.On("GET /replays/r1", _ => FakeRelay.Json(states.Dequeue()));

        Assert.Equal(0, await run.RunAsync("replay", "--project", "p", "--topic", "MOVE", "--topic", "OTHER", "--from", "2026-01-31T00:00:00Z", "--subscriber", "training", "--rate", "20", "--yes", "--json"));

        var posts = run.Relay.Requests.Where(asked => asked.Route is "POST /replays").Select(asked => asked.Text).ToList();
        Assert.Equal("""{"filter":{"topic":["MOVE","OTHER"],"project":"p","from":"2026-01-31T00:00:00Z"},"subscriber":"training","rate":20,"dryRun":true}""", posts[0]);
        Assert.Equal("""{"filter":{"topic":["MOVE","OTHER"],"project":"p","from":"2026-01-31T00:00:00Z"},"subscriber":"training","rate":20,"upTo":"00000000000000000042","dryRun":false}""", posts[1]);
        var lines = run.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(3, (int)lines[0]["forecast"]!["total"]!);
        Assert.Equal("completed", (string?)lines[1]["replay"]!["state"]);
        Assert.Empty(states);
    }

    [Fact]
    public async Task Deliveries_are_selected_by_id_or_sequence()
    {
        var run = Run();

        await run.RunAsync("replay", "--id", "a", "--id", "b", "--dry-run");
        await run.RunAsync("replay", "--sequence", "00000000000000000007", "--dry-run");

        Assert.Equal(["""{"ids":["a","b"],"dryRun":true}""", """{"sequences":["00000000000000000007"],"dryRun":true}"""], run.Relay.Requests.Select(asked => asked.Text));
    }

    [Theory]
    [InlineData("completed", 0, 0, 0)]
    [InlineData("completed", 1, 0, 1)]
    [InlineData("completed", 0, 1, 1)]
    [InlineData("cancelled", 0, 0, 1)]
    public async Task Replay_with_missing_deliveries_fails(string state, int failed, int gone, int code)
    {
        var run = Run();
        run.Relay.On("GET /replays/r1", Replay(state, 3, failed, gone));

        Assert.Equal(code, await run.RunAsync("replay", "--everything", "--yes"));
        Assert.Contains($"Replay r1 {state}: 3 of 3 done", run.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_cancels_the_replay_at_the_relay()
    {
        var run = Run();
        run.Relay.On("GET /replays/r1", _ =>
        {
            run.CtrlC.Cancel();
            return FakeRelay.Json(Replay("running", 1));
        });
        run.Relay.On("DELETE /replays/r1", Replay("cancelled", 2));

        Assert.Equal(130, await run.RunAsync("replay", "--everything", "--yes"));

        Assert.Equal("DELETE /replays/r1", run.Relay.Requests[^1].Route);
        Assert.Contains("Replay r1 cancelled: 2 of 3 done", run.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_survives_a_relay_restart()
    {
        var run = Run();
        var asked = 0;
        run.Relay.On("GET /replays/r1", _ => ++asked is 2 ? throw new HttpRequestException(HttpRequestError.ConnectionError) : FakeRelay.Json(Replay(asked > 2 ? "completed" : "running", asked)));

        Assert.Equal(0, await run.RunAsync("replay", "--everything", "--yes"));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Replays_are_listed_watched_and_cancelled()
    {
        var run = Run();
        run.Relay.On("GET /replays", $$"""{"replays":[{{Replay("running", 1)}}]}""").On("GET /replays/r1", Replay("completed", 3)).On("DELETE /replays/r1", Replay("cancelled", 1));

        Assert.Equal(0, await run.RunAsync("replay", "list"));
        Assert.Equal(0, await run.RunAsync("replay", "watch", "r1"));
        Assert.Equal(0, await run.RunAsync("replay", "cancel", "r1"));

        var output = run.Output.ToString();
        Assert.Contains("r1\trunning\t", output, StringComparison.Ordinal);
        Assert.Contains("Replay r1 completed", output, StringComparison.Ordinal);
        Assert.Contains("Replay r1 cancelled", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_names_its_user_and_the_list_shows_who_started_each()
    {
        var run = new CliRun { UserName = "night-shift" };
        run.Relay.On("POST /replays", asked => FakeRelay.Json(asked.Text.Contains("\"dryRun\":true", StringComparison.Ordinal) ? Forecast : Replay("running", 0)))
            .On("GET /replays", $$"""{"replays":[{{Replay("running", 1).Insert(1, "\"by\":\"night-shift\",")}}]}""");

        Assert.Equal(0, await run.RunAsync("replay", "--id", "d1", "--yes", "--detach"));
        Assert.Equal(0, await run.RunAsync("replay", "list"));

        Assert.All(run.Relay.Requests.Where(asked => asked.Route is "POST /replays"), asked => Assert.Equal("night-shift", (string?)JsonNode.Parse(asked.Text)!["by"]));
        Assert.Contains("\tnight-shift\t", run.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_replays_shows_the_relays_message()
    {
        var run = Run();
        run.Relay.On("POST /replays", asked => asked.Text.Contains("\"dryRun\":true", StringComparison.Ordinal) ? FakeRelay.Json(Forecast) : FakeRelay.Problem(HttpStatusCode.Conflict, "8 replays are under way."));

        Assert.Equal(1, await run.RunAsync("replay", "--everything", "--yes"));
        Assert.Contains("8 replays are under way.", run.Error.ToString(), StringComparison.Ordinal);
    }

    private static CliRun Run(bool isTerminal = false, string input = "")
    {
        var run = new CliRun { IsTerminal = isTerminal, Input = input };
        run.Relay.On("POST /replays", asked => asked.Text.Contains("\"dryRun\":true", StringComparison.Ordinal) ? FakeRelay.Json(Forecast) : FakeRelay.Json(Replay("choosing", 0), HttpStatusCode.Accepted));
        run.Relay.On("GET /replays/r1", Replay("completed", 3));
        return run;
    }

    private static string Replay(string state, int done, int failed = 0, int gone = 0) => $$"""
        {"id":"r1","state":"{{state}}","createdAt":"2026-01-31T00:00:00Z","rate":500,"upTo":"00000000000000000042","total":3,"done":{{done}},"relayed":{{done}},"unrouted":0,"quarantined":0,"gone":{{gone}},"failed":{{failed}}}
        """;
}
