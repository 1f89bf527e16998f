using System.Globalization;
using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Receiving;

/// <summary>Variants of a delivery that proxies and joined addresses produce, and that RFC 9110 and 9112 permit.</summary>
public sealed class LenientParsingTests(PublicPortRelay edge) : IClassFixture<PublicPortRelay>
{
    private static readonly byte[] Body = SamplePayloads.V2("row-1");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a byte that is no UTF-8", "/webhook-endpoint", "X-Served-By: caf\u00e3")]
    [InlineData("every byte above ASCII", "/webhook-endpoint", "User-Agent: \u0080\u009f\u00a0\u00e3\u00fe\u00ff")]
    [InlineData("bytes in a header we read", "/webhook-endpoint", "X-Forwarded-For: \u00e3")]
    [InlineData("a whole address and another Host", "http://relay.example/webhook-endpoint", null)]
    [InlineData("a whole address with a port", "https://relay.example:8443/webhook-endpoint?x=1", null)]
    [InlineData("two slashes", "//webhook-endpoint", null)]
    [InlineData("many slashes", "///webhook-endpoint//", null)]
    [InlineData("slashes in a whole address", "http://relay.example//webhook-endpoint", null)]
    [InlineData("Content-Type twice", "/webhook-endpoint", "Content-Type: application/json")]
    [InlineData("Content-Type twice, with a parameter", "/webhook-endpoint", "Content-Type: application/json; charset=utf-8")]
    [InlineData("Content-Type joined", "/webhook-endpoint", "Content-Type: application/json, Application/JSON")]
    [InlineData("identity", "/webhook-endpoint", "Content-Encoding: identity")]
    [InlineData("Identity twice", "/webhook-endpoint", "Content-Encoding: Identity, identity")]
    [InlineData("an empty encoding", "/webhook-endpoint", "Content-Encoding:")]
    [InlineData("the id twice", "/webhook-endpoint", "X-Labelbox-Id: {id}")]
    [InlineData("the event twice", "/webhook-endpoint", "X-Labelbox-Event: LABEL_UPDATED")]
    public async Task Lenient_request_is_accepted(string what, string target, string? header)
    {
        var id = what.Replace(' ', '-');
        Assert.Equal(200, await SendAsync(id, target, header?.Replace("{id}", id, StringComparison.Ordinal)));
        await edge.ReachesTheLedgerAsync(id);
    }

    [Theory]
    [InlineData("another type beside", "/webhook-endpoint", "Content-Type: text/plain", 415)]
    [InlineData("another type joined", "/webhook-endpoint", "Content-Type: application/json, text/plain", 415)]
    [InlineData("gzip beside identity", "/webhook-endpoint", "Content-Encoding: identity, gzip", 415)]
    [InlineData("another id beside", "/webhook-endpoint", "X-Labelbox-Id: another", 400)]
    [InlineData("an unknown webhook", "//webhook-endpoint//unknown", null, 404)]
    [InlineData("another path", "//webhook-endpoints", null, 404)]
    public async Task Wrong_path_is_rejected(string what, string target, string? header, int status)
    {
        var id = what.Replace(' ', '-');
        Assert.Equal(status, await SendAsync(id, target, header));
        await edge.ReachesTheLedgerAsync(id, reaches: false);
    }

    [Fact]
    public async Task Named_webhook_is_found_with_repeated_slashes()
    {
        Assert.Equal(200, await SendAsync("slashes-named", "//webhook-endpoint///named", header: null, PublicPortRelay.NamedSecret));
    }

    private Task<int> SendAsync(string id, string target, string? header, string secret = Sender.Secret)
    {
        var head = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"POST {target} HTTP/1.1")
            .AppendLine("Host: localhost")
            .AppendLine("Content-Type: application/json")
            .AppendLine(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}")
            .AppendLine(CultureInfo.InvariantCulture, $"X-Hub-Signature: {Sender.Sha1(Body, secret)}")
            .AppendLine(CultureInfo.InvariantCulture, $"X-Labelbox-Id: {id}")
            .AppendLine("X-Labelbox-Event: LABEL_UPDATED")
            .AppendLine(header ?? "X-Nothing: more")
            .Append("Connection: close");
        return PublicPortRequests.RawAsync(edge.Relay.PublicUrl, head.ToString(), Body, Ending);
    }
}
