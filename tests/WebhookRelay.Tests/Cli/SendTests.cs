using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Labelbox;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Tests.Cli;

/// <summary>Deliveries that the command line signs and posts.</summary>
public sealed class SendTests
{
    private const string Secret = "the-secret";

    public static TheoryData<string, string> Kinds { get; } = [.. Enum.GetNames<Media>().SelectMany(media => new[] { (media, "v1"), (media, "v2") })];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Generated_delivery_of_every_media_type_is_signed_and_readable(string media, string version)
    {
        var sent = await SendAsync("--media", media, "--version", version, "--topic", "LABEL_CREATED");

        Assert.True(WebhookSignature.Verify(sent.Headers["X-Hub-Signature"], null, Encoding.UTF8.GetBytes(Secret), sent.Body));
        Assert.Equal("LABEL_CREATED", sent.Headers["X-Labelbox-Event"]);
        Assert.Equal(version, PayloadVersion(sent.Body));
        Assert.Equal(media is "Geospatial" ? "geospatial" : media.ToLowerInvariant(), version is "v1" ? media.ToLowerInvariant() : Kind(sent.Body));
    }

    [Fact]
    public async Task Seed_determines_the_delivery()
    {
        var (first, again, other, unseeded) = (await SendAsync("--seed", "7"), await SendAsync("--seed", "7"), await SendAsync("--seed", "8"), await SendAsync());

        Assert.Equal((first.Headers["X-Labelbox-Id"], first.Text), (again.Headers["X-Labelbox-Id"], again.Text));
        Assert.Equal(3, new[] { first, other, unseeded }.Select(sent => sent.Headers["X-Labelbox-Id"]).Distinct(StringComparer.Ordinal).Count());
        Assert.NotEqual(first.Text, other.Text);
    }

    [Theory]
    [InlineData("image", "v2", 5_000)]
    [InlineData("image", "v1", 300_000)]
    [InlineData("text", "v2", 300_000)]
    [InlineData("audio", "v1", 300_000)]
    [InlineData("video", "v2", 3_000_000)]
    public async Task Generated_delivery_has_about_the_requested_size(string media, string version, int bytes)
    {
        var sent = await SendAsync("--media", media, "--version", version, "--size", bytes.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.InRange(sent.Body.Length, bytes * 0.85, bytes * 1.15);
        Assert.NotNull(JsonNode.Parse(sent.Body, documentOptions: new() { MaxDepth = 100 }));
    }

    [Fact]
    public async Task Size_of_a_V1_video_delivery_is_rejected()
    {
        var run = await CliRun.OfAsync(new FakeRelay(), "send", "--secret", Secret, "--media", "video", "--version", "v1", "--size", "1MB");

        Assert.Equal(2, run.Code);
        Assert.Contains("its annotations are a URL", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LABEL_CREATED", 0)]
    [InlineData("REVIEW_CREATED", 1)]
    [InlineData("REVIEW_DELETED", 0)]
    [InlineData("SOMETHING_NEW", 0)]
    public async Task Generated_content_matches_the_topic(string topic, int reviews)
    {
        var sent = await SendAsync("--topic", topic);

        Assert.Equal(topic, sent.Headers["X-Labelbox-Event"]);
        var label = JsonNode.Parse(sent.Body)!["projects"]!.AsObject().Single().Value!["labels"]![0]!;
        Assert.Equal(reviews, label["label_details"]!["reviews"]!.AsArray().Count);
        Assert.Equal(topic is "LABEL_CREATED", string.Equals((string?)label["label_details"]!["created_at"], (string?)label["label_details"]!["updated_at"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_is_sent_unchanged_to_a_named_webhook()
    {
        using var folder = new Folder();
        byte[] body = [0xEF, 0xBB, 0xBF, .. "{\"a\":  \"ü\"}\r\n"u8, 0, 1, 2];
        await File.WriteAllBytesAsync(folder["body.json"], body, Ending);
        await File.WriteAllTextAsync(folder["secret"], "of-a-file\r\n", Ending);
        var relay = Accepting("/webhook-endpoint/training");

        var run = await CliRun.OfAsync(relay, "send", folder["body.json"], "--webhook", "training", "--id", "id-1", "--topic", "MOVE", "--secret-file", folder["secret"], "--to", "http://relay:3001");

        Assert.Equal((0, string.Empty), (run.Code, run.Error));
        var sent = Assert.Single(relay.Requests);
        Assert.Equal(body, sent.Body);
        Assert.Equal("http://relay:3001/webhook-endpoint/training", sent.Uri.ToString());
        Assert.Equal(("id-1", "MOVE"), (sent.Headers["X-Labelbox-Id"], sent.Headers["X-Labelbox-Event"]));
        Assert.True(WebhookSignature.Verify(sent.Headers["X-Hub-Signature"], null, "of-a-file"u8, body));
        Assert.Matches("^200 accepted  id-1  MOVE  20 B  [0-9]+ ms\n$", run.Output);
    }

    [Fact]
    public async Task Default_secret_is_the_local_Development_secret()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(Path.Combine(folder.FullName, "WebhookRelay", "ledger"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "WebhookRelay", "ledger", "development-secret"), "made-here", Ending);
        var run = new CliRun { UserData = folder.FullName };
        run.Relay.On("POST /webhook-endpoint", """{"id":"x","status":"accepted"}""");

        Assert.Equal(0, await run.RunAsync("send"));

        var sent = Assert.Single(run.Relay.Requests);
        Assert.True(WebhookSignature.Verify(sent.Headers["X-Hub-Signature"], null, "made-here"u8, sent.Body));
        Assert.DoesNotContain("made-here", $"{run.Output}{run.Error}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "--secret-file")]
    [InlineData(HttpStatusCode.NotFound, "Receiving:Webhooks")]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, "Receiving:MaxBodyBytes")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "webhook-relay doctor")]
    public async Task Rejection_is_shown_with_a_remedy(HttpStatusCode status, string remedy)
    {
        var run = await CliRun.OfAsync(new FakeRelay().On("POST /webhook-endpoint", _ => FakeRelay.Problem(status, "why")), "send", "--secret", Secret);

        Assert.Equal(1, run.Code);
        Assert.Contains($"rejected with {(int)status}: why", run.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Error + run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Several_deliveries_show_progress(bool isTerminal)
    {
        var run = new CliRun { IsTerminal = isTerminal, Time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(500) } };
        run.Relay.On("POST /webhook-endpoint", """{"status":"accepted"}""");

        Assert.Equal(0, await run.RunAsync("send", "--secret", Secret, "--count", "40", "--seed", "1"));

        Assert.Contains("40 deliveries", run.Output.ToString(), StringComparison.Ordinal);
        // On a terminal it is a bar instead.
        Assert.Equal(!isTerminal, Regex.IsMatch(run.Error.ToString(), "(?m)^[0-9]+ of 40 sent", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Several_deliveries_have_own_ids_and_are_counted_by_status()
    {
        var (relay, count) = (new FakeRelay(), 0);
        relay.On("POST /webhook-endpoint", _ => Interlocked.Increment(ref count) is 3 ? FakeRelay.Problem(HttpStatusCode.ServiceUnavailable, "full") : FakeRelay.Json("""{"status":"accepted"}"""));

        var run = await CliRun.OfAsync(relay, "send", "--secret", Secret, "--count", "20", "--seed", "1");

        Assert.Equal(1, run.Code);
        Assert.Equal(20, relay.Requests.Select(sent => sent.Headers["X-Labelbox-Id"]).Distinct(StringComparer.Ordinal).Count());
        Assert.Matches("^20 deliveries, .* in .* s: 19 accepted, 1 rejected with 503\n$", run.Output);
    }

    [Fact]
    public async Task Rate_limits_deliveries_per_second()
    {
        var (relay, started) = (Accepting("/webhook-endpoint"), TimeProvider.System.GetTimestamp());

        var run = await CliRun.OfAsync(relay, "send", "--secret", Secret, "--count", "11", "--rate", "20", "--json");

        Assert.Equal((0, 11), (run.Code, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(500));
        Assert.Equal("accepted", (string?)JsonNode.Parse(run.Output.Split('\n')[0])!["status"]);
    }

    private static async Task<ReceivedRequest> SendAsync(params string[] arguments)
    {
        var relay = Accepting("/webhook-endpoint");
        var run = await CliRun.OfAsync(relay, ["send", "--secret", Secret, .. arguments]);
        Assert.Equal((0, string.Empty), (run.Code, run.Error));
        return Assert.Single(relay.Requests);
    }

    private static FakeRelay Accepting(string path) => new FakeRelay().On($"POST {path}", """{"id":"x","status":"accepted"}""");

    private static string PayloadVersion(byte[] body) => JsonNode.Parse(body)!["data_row"] is not null ? "v2" : JsonNode.Parse(body)!["dataRow"] is not null ? "v1" : "unknown";

    private static string? Kind(byte[] body) => (string?)JsonNode.Parse(body)!["media_attributes"]!["asset_type"] is { } type && type is "tms_geo" ? "geospatial" : (string?)JsonNode.Parse(body)!["media_attributes"]!["asset_type"];
}
