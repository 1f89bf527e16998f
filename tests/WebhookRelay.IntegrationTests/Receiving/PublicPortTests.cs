using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Receiving;

/// <summary>The public port on real Kestrel: responses, and what reaches the ledger.</summary>
public sealed class PublicPortTests(PublicPortRelay edge) : IClassFixture<PublicPortRelay>
{
    private static readonly byte[] Body = """{"data_row":{"id":"row-1"},"projects":{}}"""u8.ToArray();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_signature_of_the_guide_is_accepted()
    {
        var request = PublicPortRequests.Request(Body, id: "guide-1");
        using var response = await edge.Client.SendAsync(request, Ending);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ending))!;
        Assert.Equal("guide-1", (string?)answer["id"]);
        Assert.Equal("accepted", (string?)answer["status"]);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        await edge.ReachesTheLedgerAsync("guide-1");
    }

    public static TheoryData<string, string[], string[], int> Signatures()
    {
        var (sha1, sha256) = (Sender.Sha1(Body), Sender.Sha256(Body));
        return new()
        {
            { "no header", [], [], 401 },
            { "header twice", [sha1, sha1], [], 401 },
            { "wrong secret", [Sender.Sha1(Body, "another")], [], 401 },
            { "truncated hex", [sha1[..^2]], [], 401 },
            { "odd hex", [sha1[..^1]], [], 401 },
            { "no hex", [sha1[..^1] + "g"], [], 401 },
            { "too long", [sha1 + "00"], [], 401 },
            { "upper-case hex", ["sha1=" + sha1[5..].ToUpperInvariant()], [], 200 },
            { "upper-case name", ["SHA1=" + sha1[5..]], [], 401 },
            { "other algorithm name", ["sha512=" + sha1[5..]], [], 401 },
            { "sha256 in the sha1 header", [sha256], [], 401 },
            { "no algorithm name", [sha1[5..]], [], 401 },
            { "empty", [""], [], 401 },
            { "sha256 alone", [], [sha256], 200 },
            { "right sha1 beside wrong sha256", [sha1], [Sender.Sha256(Body, "another")], 401 },
            { "right sha256 beside wrong sha1", [Sender.Sha1(Body, "another")], [sha256], 200 },
            { "right sha1 beside malformed sha256", [sha1], ["sha256=00"], 401 },
            { "right sha1 beside sha256 twice", [sha1], [sha256, sha256], 401 },
        };
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task Signature_is_verified(string what, string[] sha1, string[] sha256, int status)
    {
        var id = $"signature-{what.Replace(' ', '-')}";
        var request = PublicPortRequests.Request(Body, id).With("X-Hub-Signature", sha1).With("X-Hub-Signature-256", sha256);
        using var response = await edge.Client.SendAsync(request, Ending);

        Assert.Equal(status, (int)response.StatusCode);
        await edge.ReachesTheLedgerAsync(id, status is 200);
    }

    [Fact]
    public async Task Rejections_do_not_reveal_the_failed_check()
    {
        using var unsigned = await edge.Client.SendAsync(PublicPortRequests.Request(Body, signed: false), Ending);
        using var wrong = await edge.Client.SendAsync(PublicPortRequests.Request(Body).With("X-Hub-Signature", Sender.Sha1(Body, "another")), Ending);

        Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Problem(await unsigned.Content.ReadAsStringAsync(Ending)), Problem(await wrong.Content.ReadAsStringAsync(Ending)));
    }

    [Fact]
    public async Task A_body_changed_by_one_byte_is_refused()
    {
        var changed = Body.ToArray();
        changed[^2] ^= 1;
        using var response = await edge.Client.SendAsync(PublicPortRequests.Request(changed, "changed").With("X-Hub-Signature", Sender.Sha1(Body)), Ending);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        await edge.ReachesTheLedgerAsync("changed", reaches: false);
    }

    [Fact]
    public async Task An_empty_signed_body_is_accepted()
    {
        using var response = await edge.Client.SendAsync(PublicPortRequests.Request([], "empty"), Ending);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await edge.Relay.WaitForLogAsync(line => line.Contains("empty", StringComparison.Ordinal) && line.Contains("Quarantined", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_chunked_body_is_accepted()
    {
        var request = PublicPortRequests.Request(Body, "chunked");
        request.Headers.TransferEncodingChunked = true;
        using var response = await edge.Client.SendAsync(request, Ending);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await edge.ReachesTheLedgerAsync("chunked");
    }

    [Theory]
    [InlineData(0, false, 200)]
    [InlineData(1, false, 413)]
    [InlineData(0, true, 200)]
    [InlineData(1, true, 413)]
    public async Task The_limit_is_exact_declared_or_not(int over, bool chunked, int status)
    {
        var body = Json(PublicPortRelay.MaxBodyBytes + over);
        var id = $"limit-{over}-{chunked}";
        var request = PublicPortRequests.Request(body, id);
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        using var response = await edge.Client.SendAsync(request, Ending);

        Assert.Equal(status, (int)response.StatusCode);
        await edge.ReachesTheLedgerAsync(id, status is 200);
    }

    [Fact]
    public async Task Length_limit_is_checked_before_media_type_and_signature()
    {
        var request = PublicPortRequests.Request(Json(PublicPortRelay.MaxBodyBytes + 1), signed: false);
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var response = await edge.Client.SendAsync(request, Ending);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_slow_body_is_accepted()
    {
        var body = Json(4_000);
        var head = $"""
            POST /webhook-endpoint HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Content-Length: {body.Length}
            X-Hub-Signature: {Sender.Sha1(body)}
            X-Labelbox-Id: slow
            X-Labelbox-Event: LABEL_UPDATED
            Connection: close
            """;

        Assert.Equal(200, await PublicPortRequests.RawAsync(edge.Relay.PublicUrl, head, body, Ending, chunk: 500, pause: TimeSpan.FromMilliseconds(150)));
        await edge.ReachesTheLedgerAsync("slow");
    }

    [Fact]
    public async Task Named_webhook_accepts_only_its_own_secret()
    {
        using var own = await edge.Client.SendAsync(
            PublicPortRequests.Request(Body, "named-own", "/webhook-endpoint/named").With("X-Hub-Signature", Sender.Sha1(Body, PublicPortRelay.NamedSecret)), Ending);
        using var global = await edge.Client.SendAsync(PublicPortRequests.Request(Body, "named-global", "/webhook-endpoint/named"), Ending);

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, global.StatusCode);
    }

    [Fact]
    public async Task Changed_secret_file_takes_effect_without_a_restart()
    {
        using (var before = await edge.Client.SendAsync(PublicPortRequests.Request(Body).With("X-Hub-Signature", Sender.Sha1(Body, "rotated")), Ending))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, before.StatusCode);
        }

        await File.WriteAllTextAsync(edge.SecretFile, "rotated\n", Ending);
        await Eventually.TrueAsync(
            async () =>
            {
                using var after = await edge.Client.SendAsync(PublicPortRequests.Request(Body).With("X-Hub-Signature", Sender.Sha1(Body, "rotated")), Ending);
                return after.StatusCode is HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(30),
            "the new secret of the file is accepted");
    }

    [Fact]
    public async Task Nothing_secret_is_logged()
    {
        using var response = await edge.Client.SendAsync(PublicPortRequests.Request(Body, "log-1"), Ending);
        await edge.ReachesTheLedgerAsync("log-1");

        var log = string.Join('\n', edge.Relay.Output);
        Assert.DoesNotContain(Sender.Secret, log, StringComparison.Ordinal);
        Assert.DoesNotContain(PublicPortRelay.NamedSecret, log, StringComparison.Ordinal);
        Assert.DoesNotContain(Sender.Sha1(Body)[5..], log, StringComparison.Ordinal);
        Assert.DoesNotContain("\"data_row\"", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"data_row":{"id":"\udc00"},"projects":{"\ud800":{}}}""")]
    [InlineData("""{"dataRow":{"\ud800":1},"label":"{\"\\ud800\":1}","project":{"id":"p"}}""")]
    public async Task Unpaired_surrogate_is_handled_like_any_delivery(string body)
    {
        var id = Guid.NewGuid().ToString("N");
        Assert.Equal((200, "accepted"), await edge.Relay.SendAsync(Encoding.UTF8.GetBytes(body), id));

        await edge.ReachesTheLedgerAsync(id);
    }

    [Fact]
    public async Task Aborted_upload_is_not_logged_as_an_error()
    {
        for (var i = 0; i < 20; i++)
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(edge.Relay.PublicUrl.Host, edge.Relay.PublicUrl.Port, Ending);
            await socket.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"POST /webhook-endpoint HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\nX-Hub-Signature: {Sender.Sha1(Body)}\r\n\r\n"),
                Ending);
            // The 100 Continue response shows that the body is being read.
            await socket.GetStream().ReadExactlyAsync(new byte["HTTP/1.1 100".Length], Ending);
            socket.Client.Close(timeout: 0);
        }

        await edge.ReachesTheLedgerAsync("breaks-off", reaches: false);
        Assert.DoesNotContain(edge.Relay.Output, line => line.Contains("unhandled exception", StringComparison.Ordinal));
    }

    private static string Problem(string json)
    {
        var problem = JsonNode.Parse(json)!.AsObject();
        problem.Remove("traceId");
        return problem.ToJsonString();
    }

    private static byte[] Json(int length)
    {
        var start = """{"data_row":{"id":"row-1"},"x":" """u8.ToArray();
        var body = new byte[length];
        body.AsSpan().Fill((byte)'x');
        start.CopyTo(body, 0);
        "\"}"u8.CopyTo(body.AsSpan(length - 2));
        return body;
    }
}
