using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using static WebhookRelay.Tests.Cli.FakeEvents;

namespace WebhookRelay.Tests.Cli;

/// <summary>Follows the event stream across interruptions.</summary>
public sealed class TailTests
{
    [Fact]
    public async Task Interrupted_tail_resumes_without_duplicates()
    {
        var run = new CliRun();
        Streams(run.Relay,
            _ => Stream(": hello\n\nid: a/1\n\n" + Event("a/2", "one") + Event("a/3", "two") + "id: a/4\ndata: {\"id\":\"half"),
            _ => throw new HttpRequestException(HttpRequestError.ConnectionError),
            _ => FakeRelay.Problem(HttpStatusCode.ServiceUnavailable, "32 streams are open already."),
            _ => Stream("id: a/3\n\n"),
            _ => Stream(Event("a/4", "three")));

        var code = await run.RunAsync("tail", "--count", "3");

        Assert.Equal(0, code);
        Assert.Equal(["one", "two", "three"], Lines(run).Select(line => line.Split("  ")[^1]));
        Assert.Equal([null, "a/3", "a/3", "a/3", "a/3"], run.Relay.Requests.Select(asked => asked.Headers.GetValueOrDefault("Last-Event-ID")));
        Assert.Contains("The stream was interrupted", run.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("The stream is connected again.", run.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("To continue: --after a/4", run.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cursor_without_an_event_is_used_too()
    {
        var run = new CliRun();
        Streams(run.Relay, _ => Stream("id: a/7\n\n"), _ => Stream(Event("a/8", "one")));

        await run.RunAsync("tail", "--count", "1");

        Assert.Equal([null, "a/7"], run.Relay.Requests.Select(asked => asked.Headers.GetValueOrDefault("Last-Event-ID")));
    }

    [Fact]
    public async Task Tail_starts_at_the_cursor_with_the_filter()
    {
        var run = new CliRun();
        Streams(run.Relay, _ => Stream(Event("a/8", "one")));

        await run.RunAsync("tail", "--count", "1", "--after", "beginning", "--topic", "LABEL_CREATED", "--topic", "OTHER", "--project", "p&1", "--reveal");

        var asked = Assert.Single(run.Relay.Requests);
        Assert.Equal("?topic=LABEL_CREATED&topic=OTHER&project=p%261&reveal=true", asked.Uri.Query);
        Assert.Equal("beginning", asked.Headers["Last-Event-ID"]);
    }

    [Theory]
    [InlineData("retention", "removed by retention")]
    [InlineData("another-ledger", "belongs to another replica")]
    public async Task Gap_is_shown_and_the_stream_continues(string reason, string expected)
    {
        var run = new CliRun();
        Streams(run.Relay,
            _ => Stream($$"""
                id: b/5
                event: gap
                data: {"reason":"{{reason}}","from":"a/1","to":"b/5","until":"2026-01-31T00:00:00+00:00"}


                """),
            _ => Stream(Event("b/6", "one")));

        await run.RunAsync("tail", "--count", "1", "--json");

        Assert.Contains(expected, run.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("2026-01-31", run.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(reason, (string?)JsonNode.Parse(Lines(run)[0])!["gap"]!["reason"]);
        Assert.Equal("b/5", run.Relay.Requests[1].Headers["Last-Event-ID"]);
    }

    [Fact]
    public async Task Json_prints_each_event_unchanged_on_a_line()
    {
        var run = new CliRun();
        Streams(run.Relay, _ => Stream("id: a/1\ndata: {\"id\":\"one\",\ndata:   \"data\": {\"é\": 1.50}}\n\n"));

        await run.RunAsync("tail", "--count", "1", "--json");

        Assert.Equal("""{"id":"one","data":{"é":1.50}}""", Assert.Single(Lines(run)));
    }

    [Fact]
    public async Task Data_option_prints_the_data_row_truncated()
    {
        var run = new CliRun();
        Streams(run.Relay, _ => Stream(
            "id: a/1\ndata: {\"id\":\"one\",\"data\":{\"data_row\":{\"id\":\"row-1\"}}}\n\n"
            + $"id: a/2\ndata: {{\"id\":\"two\",\"data\":{{\"text\":\"{new string('x', 5000)}\"}}}}\n\n"));

        await run.RunAsync("tail", "--count", "2", "--data");

        Assert.Contains("    \"id\": \"row-1\"", Lines(run));
        Assert.Equal("... and 920 more characters", Lines(run)[^1]);
        Assert.True(run.Output.ToString().Length < 5000);
    }

    [Fact]
    public async Task Terminal_control_characters_are_removed()
    {
        var run = new CliRun();
        Streams(run.Relay, _ => Stream("""id: a/1""" + "\n" + """data: {"id":"one","projectid":"\u001b[2Jp","subject":"a\nb"}""" + "\n\n"));

        await run.RunAsync("tail", "--count", "1");

        Assert.DoesNotContain('\e', Assert.Single(Lines(run)));
    }

    [Fact]
    public async Task Idle_connection_is_replaced()
    {
        var time = new FakeTimeProvider();
        var run = new CliRun { Time = time };
        Streams(run.Relay, _ => Stream(Event("a/1", "one"), thenWaits: true), _ => Stream(Event("a/2", "two")));
        var ended = run.RunAsync("tail", "--count", "2");
        while (!ended.IsCompleted)
        {
            // Slow enough that no other deadline passes first.
            await Task.Delay(10, TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(0, await ended);
        Assert.Equal([null, "a/1"], run.Relay.Requests.Select(asked => asked.Headers.GetValueOrDefault("Last-Event-ID")));
        Assert.Equal(2, Lines(run).Length);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, 4)]
    [InlineData(HttpStatusCode.BadRequest, 2)]
    public async Task Rejected_key_or_cursor_ends_tail(HttpStatusCode status, int code)
    {
        var run = new CliRun();
        Streams(run.Relay, _ => Stream(Event("a/1", "one")), _ => FakeRelay.Problem(status, "no"));

        Assert.Equal(code, await run.RunAsync("tail"));
        Assert.Equal(2, run.Relay.Requests.Count);
    }

    [Fact]
    public async Task Tail_does_not_wait_for_a_relay_that_was_never_reachable()
    {
        var run = new CliRun();
        Streams(run.Relay, _ => throw new HttpRequestException(HttpRequestError.ConnectionError));

        Assert.Equal(3, await run.RunAsync("tail"));
        Assert.Single(run.Relay.Requests);
    }

    [Fact]
    public async Task Ctrl_C_prints_the_cursor_to_resume_from()
    {
        var run = new CliRun();
        Streams(run.Relay, _ => Stream(Event("a/1", "one"), thenWaits: true));
        var ended = run.RunAsync("tail");
        while (Lines(run).Length is 0)
        {
            await Task.Yield();
        }

        await run.CtrlC.CancelAsync();

        Assert.Equal(130, await ended.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Contains("To continue: --after a/1", run.Error.ToString(), StringComparison.Ordinal);
    }

    private static string[] Lines(CliRun run) => run.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
