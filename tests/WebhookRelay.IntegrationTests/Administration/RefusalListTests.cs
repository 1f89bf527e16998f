using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Receiving;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>The hints about rejected deliveries in the log and in the admin API, without secrets.</summary>
public sealed class RefusalListTests
{
    private const string Main = "the-secret-of-main";
    private const string Other = "the-secret-of-other";

    private static readonly byte[] Body = SamplePayloads.V2("row-1");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("another webhook's secret", "/webhook-endpoint/main", Other, "signature", 401, "It matches a secret of the webhook 'other'")]
    [InlineData("the secret of no webhook", "/webhook-endpoint/main", Sender.Secret, "signature", 401, "It matches a secret of the path without a name")]
    [InlineData("a line end", "/webhook-endpoint/main", Main + "\n", "signature", 401, "except for a blank or line break")]
    [InlineData("a blank", "/webhook-endpoint/main", Main + " ", "signature", 401, "except for a blank or line break")]
    [InlineData("an empty secret", "/webhook-endpoint/main", "", "signature", 401, "an empty secret")]
    [InlineData("nothing known", "/webhook-endpoint/main", "unheard-of", "signature", 401, null)]
    [InlineData("sha256 in the header of sha1", "/webhook-endpoint/main", Main, "unsigned", 401, "belongs in X-Hub-Signature-256")]
    [InlineData("a wrong sha256 beside a right sha1", "/webhook-endpoint/main", Main, "signature", 401, "X-Hub-Signature is right")]
    [InlineData("a wrong path", "/webhook", Main, "path", 404, "The path was '/webhook'")]
    [InlineData("an unknown webhook", "/webhook-endpoint/mian", Main, "path", 404, "The path was '/webhook-endpoint/mian'")]
    [InlineData("a path to inject with", "/a%0Ab'c%C3%A9", Main, "path", 404, "The path was '/a?b?c?'")]
    public async Task Refused_delivery_is_listed_with_a_hint(string what, string path, string secret, string reason, int status, string? hint)
    {
        await using var relay = await RelayProcess.StartAsync(("Receiving__Webhooks__main__Secrets__0", Main), ("Receiving__Webhooks__other__Secrets__0", Other));
        using var admin = new Admin(relay);
        Assert.Empty((await admin.GetAsync("/refusals"))["refusals"]!.AsArray());
        Assert.Empty((await admin.GetAsync("/refusals"))["requests"]!.AsArray());
        for (var i = 0; i < 3; i++)
        {
            using var request = PublicPortRequests.Request(Body, path: new Uri(relay.PublicUrl, path).AbsoluteUri, signed: false);
            request.With("X-Hub-Signature", what.StartsWith("sha256", StringComparison.Ordinal) ? Sender.Sha256(Body, secret) : Sender.Sha1(Body, secret));
            if (what.StartsWith("a wrong sha256", StringComparison.Ordinal))
            {
                request.With("X-Hub-Signature-256", Sender.Sha256(Body, "wrong"));
            }

            using var response = await relay.Http.SendAsync(request, Ending);
            Assert.Equal(status, (int)response.StatusCode);
        }

        var refused = Assert.Single((await admin.GetAsync("/refusals"))["refusals"]!.AsArray())!;
        Assert.Equal((reason, status, 3, 3), ((string?)refused["reason"], (int)refused["status"]!, (int)refused["count"]!, (int)refused["signed"]!));
        Assert.Equal(path.StartsWith("/webhook-endpoint/main", StringComparison.Ordinal) ? "main" : string.Empty, (string?)refused["webhook"]);
        Assert.Equal("127.0.0.1", (string?)refused["lastFrom"]);
        Assert.Contains(hint ?? string.Empty, (string?)refused["hint"] ?? string.Empty, StringComparison.Ordinal);
        Assert.Equal(hint is null, refused["hint"] is null);

        await relay.WaitForLogAsync(line => line.Contains("refuses requests", StringComparison.Ordinal));
        var warning = JsonNode.Parse(Assert.Single(relay.Output, line => line.Contains("refuses requests", StringComparison.Ordinal)))!;
        Assert.Equal("Warning", (string?)warning["@l"]);
        Assert.Contains(hint ?? string.Empty, (string?)warning["Meaning"], StringComparison.Ordinal);
        var requests = (await admin.GetAsync("/refusals"))["requests"]!.AsArray();
        Assert.Equal(3, requests.Count);
        Assert.All(requests, request => Assert.Equal((reason, status, true, "127.0.0.1"), ((string?)request!["reason"], (int)request["status"]!, (bool)request["signed"]!, (string?)request["from"])));

        // In Production only what was logged was searched for.
        Assert.Equal(hint is null ? 0 : 1, requests.Count(request => request!["hint"] is not null));
        foreach (var text in (string[])[warning.ToJsonString(), refused.ToJsonString(), requests.ToJsonString()])
        {
            Assert.DoesNotContain(Main, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Other, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Sender.Sha1(Body, secret)[5..], text, StringComparison.Ordinal);
            Assert.DoesNotContain("data_row", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("the right secret over the body without its line end", Main, "X-Hub-Signature", "sha1", "\n", "", "with or without a line break at its end")]
    [InlineData("the same with two characters", Main, "X-Hub-Signature", "sha1", "\r\n", "", "with or without a line break at its end")]
    [InlineData("a line end that was removed", Main, "X-Hub-Signature-256", "sha256", "", "\n", "with or without a line break at its end")]
    [InlineData("another webhook's secret", Other, "X-Hub-Signature", "sha1", "", "", "It matches a secret of the webhook 'other'")]
    [InlineData("the secret with its line end", Main + "\n", "X-Hub-Signature", "sha1", "", "", "except for a blank or line break")]
    [InlineData("SHA-256 as SHA-1", Main, "X-Hub-Signature", "sha1=sha256", "", "", "has 64 hex digits, as HMAC-SHA256 makes")]
    [InlineData("SHA-1 as SHA-256", Main, "X-Hub-Signature-256", "sha256=sha1", "", "", "has 40 hex digits, as HMAC-SHA1 makes")]
    [InlineData("SHA-1 in the header of SHA-256", Main, "X-Hub-Signature-256", "sha1", "", "", "holds sha1=, which belongs in X-Hub-Signature")]
    public async Task In_Development_each_refused_request_has_its_hint(string what, string secret, string header, string algorithm, string sentEnd, string signedEnd, string hint)
    {
        await using var relay = await RelayProcess.StartAsync(
            ("DOTNET_ENVIRONMENT", "Development"), ("ASPNETCORE_ENVIRONMENT", "Development"), ("Tunnel__AgentUrl", "http://127.0.0.1:9"),
            ("Receiving__Webhooks__main__Secrets__0", Main), ("Receiving__Webhooks__other__Secrets__0", Other));
        using var admin = new Admin(relay);
        byte[] sent = [.. Body, .. System.Text.Encoding.ASCII.GetBytes(sentEnd)];
        byte[] signed = [.. Body, .. System.Text.Encoding.ASCII.GetBytes(signedEnd)];
        var signature = algorithm switch
        {
            "sha1=sha256" => "sha1=" + Sender.Sha256(signed, secret)["sha256=".Length..],
            "sha256=sha1" => "sha256=" + Sender.Sha1(signed, secret)["sha1=".Length..],
            "sha256" => Sender.Sha256(signed, secret),
            _ => Sender.Sha1(signed, secret),
        };
        for (var i = 0; i < 3; i++)
        {
            using var request = PublicPortRequests.Request(sent, path: new Uri(relay.PublicUrl, "/webhook-endpoint/main").AbsoluteUri, signed: false);
            request.With(header, signature);
            using var response = await relay.Http.SendAsync(request, Ending);
            Assert.Equal(401, (int)response.StatusCode);
        }

        var requests = (await admin.GetAsync("/refusals"))["requests"]!.AsArray();
        Assert.Equal(3, requests.Count);
        Assert.All(requests, request => Assert.Contains(hint, (string?)request!["hint"] ?? what, StringComparison.Ordinal));
        Assert.All(requests, request => Assert.Equal((sent.Length, "main"), ((int)request!["size"]!, (string?)request["webhook"])));
        Assert.All(requests, request => Assert.NotNull((string?)request!["id"]));
    }

    [Fact]
    public async Task Hundred_thousand_refusals_keep_the_newest_200_without_their_bodies()
    {
        const int Refusals = 100_000;
        await using var relay = await RelayProcess.StartAsync(("Receiving__Webhooks__main__Secrets__0", Main), ("Serilog__MinimumLevel__Default", "Warning"));
        using var admin = new Admin(relay);
        await relay.SendAsync(Body, "warm-up", secret: "wrong");
        var before = (await admin.GetAsync("/refusals"))["requests"]!.AsArray().Count;
        await Parallel.ForEachAsync(Enumerable.Range(0, Refusals), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Ending }, async (i, _) =>
            Assert.Contains((await relay.SendAsync(Body, $"wrong-{i:D6}", secret: "wrong", path: "/webhook-endpoint/main")).Status, (int[])[401, 429]));
        for (var i = 0; i < 5; i++)
        {
            await relay.SendAsync(Body, $"last-{i}", "MOVE", "wrong", "/webhook-endpoint/main");
        }

        var list = await admin.GetAsync("/refusals");

        Assert.Equal(1, before);
        Assert.Equal(Refusals + 6, list["refusals"]!.AsArray().Sum(total => (long)total!["count"]!));
        var requests = list["requests"]!.AsArray();
        Assert.Equal(200, requests.Count);
        Assert.Equal(["last-4", "last-3", "last-2", "last-1", "last-0"], requests.Take(5).Select(request => (string?)request!["id"]));
        Assert.All(requests.Take(5), request => Assert.Equal(("MOVE", "main", Body.Length), ((string?)request!["topic"], (string?)request["webhook"], (int)request["size"]!)));
        Assert.All(requests.Skip(5), request => Assert.StartsWith("wrong-0", (string?)request!["id"], StringComparison.Ordinal));
        var times = requests.Select(request => (DateTimeOffset)request!["at"]!).ToList();
        Assert.Equal(times.OrderDescending(), times);
        foreach (var hidden in (string[])["row-1", "data_row", Sender.Sha1(Body, "wrong")[5..], "wrong\""])
        {
            Assert.DoesNotContain(hidden, requests.ToJsonString(), StringComparison.Ordinal);
        }
    }
}
