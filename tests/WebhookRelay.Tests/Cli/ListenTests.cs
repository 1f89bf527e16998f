using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Labelbox;
using static WebhookRelay.Tests.Cli.FakeEvents;

namespace WebhookRelay.Tests.Cli;

/// <summary>Events that are posted to a local endpoint.</summary>
public sealed class ListenTests
{
    private const string Hook = "http://localhost:8000/hook?from=relay";

    [Fact]
    public async Task Events_are_posted_unchanged_in_order_with_a_line_per_response()
    {
        var run = new CliRun();
        Streams(run.Relay, _ => Stream(Event("a/1", "one") + Event("a/2", "two") + Event("a/3", "three")));
        Answers(run.Relay, HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.NoContent);

        var code = await run.RunAsync("listen", "--forward-to", Hook, "--count", "3");

        var posts = Posts(run);
        Assert.Equal(1, code);
        Assert.Equal(["one", "two", "three"], posts.Select(post => (string?)JsonNode.Parse(post.Text)!["id"]));
        Assert.All(posts, post => Assert.Equal("?from=relay", post.Uri.Query));
        Assert.All(posts, post => Assert.Equal("application/cloudevents+json; charset=utf-8", post.ContentType));
        Assert.Equal("""{"id":"one","labelboxevent":"LABEL_UPDATED","projectid":"p","data":{}}""", posts[0].Text);
        Assert.Equal(["200", "409", "204"], Lines(run).Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries)[1].Trim()));
        Assert.EndsWith("LABEL_UPDATED  two", Lines(run)[1], StringComparison.Ordinal);
        Assert.All(Lines(run), line => Assert.True(line.Length < 80, line));
    }

    [Fact]
    public async Task Listen_requests_unmasked_events_from_the_given_cursor()
    {
        var run = new CliRun();
        Streams(run.Relay, _ => Stream(Event("a/8", "one")));
        Answers(run.Relay, HttpStatusCode.OK);

        await run.RunAsync("listen", "--forward-to", Hook, "--count", "1", "--after", "beginning", "--topic", "LABEL_CREATED", "--project", "p1");

        var asked = run.Relay.Requests[0];
        Assert.Equal("?topic=LABEL_CREATED&project=p1&reveal=true", asked.Uri.Query);
        Assert.Equal("beginning", asked.Headers["Last-Event-ID"]);
    }

    [Fact]
    public async Task Every_event_is_posted_once_after_an_interruption()
    {
        var run = new CliRun();
        Streams(run.Relay,
            _ => Stream(Event("a/1", "one") + "id: a/2\ndata: {\"id\":\"half"),
            _ => throw new HttpRequestException(HttpRequestError.ConnectionError),
            _ => Stream(Event("a/2", "two")));
        Answers(run.Relay, HttpStatusCode.OK, HttpStatusCode.OK);

        Assert.Equal(0, await run.RunAsync("listen", "--forward-to", Hook, "--count", "2"));

        Assert.Equal(["one", "two"], Posts(run).Select(post => (string?)JsonNode.Parse(post.Text)!["id"]));
        Assert.Contains("To continue: --after a/2", run.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreachable_endpoint_is_named_and_does_not_block_later_events()
    {
        var run = new CliRun();
        Streams(run.Relay, _ => Stream(Event("a/1", "one") + Event("a/2", "two")));
        var first = true;
        run.Relay.On("POST /hook", _ =>
        {
            if (!first)
            {
                return new HttpResponseMessage();
            }

            first = false;
            throw new HttpRequestException(HttpRequestError.ConnectionError);
        });

        Assert.Equal(1, await run.RunAsync("listen", "--forward-to", Hook, "--count", "2"));

        Assert.Equal(2, Posts(run).Count);
        Assert.Contains("failed", Lines(run)[0], StringComparison.Ordinal);
        Assert.Contains("one  connection refused by http://localhost:8000/hook", Lines(run)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, 3)]
    [InlineData(HttpStatusCode.TooManyRequests, 3)]
    [InlineData(HttpStatusCode.BadRequest, 1)]
    [InlineData(HttpStatusCode.Redirect, 1)]
    public async Task Only_transient_failures_are_retried(HttpStatusCode answer, int posts)
    {
        var time = new FakeTimeProvider();
        var run = new CliRun { Time = time };
        Streams(run.Relay, _ => Stream(Event("a/1", "one")));
        Answers(run.Relay, answer, answer, answer);
        var ended = run.RunAsync("listen", "--forward-to", Hook, "--count", "1", "--retries", "2", "--json");
        while (!ended.IsCompleted)
        {
            await Task.Yield();
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(1, await ended);
        Assert.Equal(posts, Posts(run).Count);
        Assert.All(Lines(run), line => Assert.Equal((int)answer, (int?)JsonNode.Parse(line)!["code"]));
        Assert.Equal(posts, Lines(run).Length);
    }

    [Fact]
    public async Task Payload_only_request_looks_like_a_Labelbox_delivery()
    {
        var run = new CliRun { ["WEBHOOKRELAY_SECRET"] = "its-secret" };
        const string Row = """{"data_row":{"id":"é 1.50"},"n":1.50}""";
        Streams(run.Relay, _ => Stream("id: a/1\n" + $$"""data: {"id":"one","labelboxevent":"LABEL_CREATED","data":{{Row}}}""" + "\n\n"));
        Answers(run.Relay, HttpStatusCode.OK);

        Assert.Equal(0, await run.RunAsync("listen", "--forward-to", Hook, "--count", "1", "--payload-only"));

        var post = Assert.Single(Posts(run));
        Assert.Equal((Row, "application/json"), (post.Text, post.ContentType));
        Assert.Equal(("one", "LABEL_CREATED"), (post.Headers["X-Labelbox-Id"], post.Headers["X-Labelbox-Event"]));
        Assert.Equal(WebhookSignature.Compute(SignatureAlgorithm.Sha1, Encoding.UTF8.GetBytes("its-secret"), [Encoding.UTF8.GetBytes(Row)]), post.Headers["X-Hub-Signature"]);
    }

    [Fact]
    public async Task Referenced_payload_is_downloaded()
    {
        var run = new CliRun { ["WEBHOOKRELAY_SECRET"] = "its-secret" };
        Streams(run.Relay, _ => Stream("""
            id: a/1
            data: {"id":"one","labelboxevent":"LABEL_CREATED","dataref":"http://elsewhere/payloads/abc","datasha256":"abc","datalength":9}

            id: a/2
            data: {"id":"two","labelboxevent":"LABEL_CREATED","dataref":"http://elsewhere/payloads/gone","datasha256":"gone","datalength":9}


            """));
        run.Relay.On("GET /payloads/abc", """{"large":1}""");
        Answers(run.Relay, HttpStatusCode.OK);

        Assert.Equal(1, await run.RunAsync("listen", "--forward-to", Hook, "--count", "2", "--payload-only"));

        Assert.Equal("""{"large":1}""", Assert.Single(Posts(run)).Text);
        Assert.Contains("two  the payload cannot be fetched", Lines(run)[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--forward-to", "localhost:8000")]
    [InlineData("--forward-to", "http://user:password@localhost:8000/hook")]
    [InlineData("--forward-to", Hook, "--secret", "its-secret")]
    [InlineData("--forward-to", Hook, "--retries", "-1")]
    [InlineData("--topic", "LABEL_CREATED")]
    public async Task Contradictory_options_are_rejected_before_any_request(params string[] arguments)
    {
        var run = new CliRun();

        Assert.Equal(2, await run.RunAsync(["listen", .. arguments]));

        Assert.Empty(run.Relay.Requests);
        Assert.DoesNotContain("password", run.Error.ToString(), StringComparison.Ordinal);
    }

    private static List<ReceivedRequest> Posts(CliRun run) => [.. run.Relay.Requests.Where(asked => string.Equals(asked.Route, "POST /hook", StringComparison.Ordinal))];

    private static string[] Lines(CliRun run) => run.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static void Answers(FakeRelay relay, params HttpStatusCode[] codes)
    {
        var next = 0;
        relay.On("POST /hook", _ => new HttpResponseMessage(codes[next++]));
    }
}
