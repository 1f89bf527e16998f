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
        foreach (var text in (string[])[warning.ToJsonString(), refused.ToJsonString()])
        {
            Assert.DoesNotContain(Main, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Other, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Sender.Sha1(Body, secret)[5..], text, StringComparison.Ordinal);
            Assert.DoesNotContain("data_row", text, StringComparison.Ordinal);
        }
    }
}
