using System.Net;
using WebhookRelay.IntegrationTests.Receiving;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>Allowed sources and rate limits of rejections, with and without a proxy.</summary>
public sealed class SourceAllowListTests
{
    private const string Labelbox = "35.223.142.181";
    private const string Stranger = "198.51.100.1";

    private static readonly byte[] Body = SamplePayloads.V2("row-1");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trusted_proxys_forwarded_address_decides()
    {
        await using var relay = await RelayProcess.StartAsync(
            ("Receiving__AllowFrom__0", $"{Labelbox}/32"), ("Receiving__AllowFrom__1", "34.135.127.45"), ("Receiving__TrustedProxies__0", "127.0.0.0/8"), ("Receiving__TrustedProxies__1", "10.0.0.0/8"));

        (string? Forwarded, int Status)[] table =
        [
            (Labelbox, 200),
            ("34.135.127.45", 200),
            ($"{Labelbox}, 10.1.2.3", 200),
            ($"::ffff:{Labelbox}", 200),
            (Stranger, 403),
            // The sender's own value comes before the proxy's.
            ($"{Labelbox}, {Stranger}", 403),
            ($"{Labelbox}, {Stranger}, 10.1.2.3", 403),
            ("nonsense", 403),
            (null, 403),
        ];
        foreach (var (forwarded, status) in table)
        {
            Assert.True(status == (int)await StatusAsync(relay, Sender.Secret, forwarded), $"X-Forwarded-For: {forwarded}");
        }

        // The management port ignores forwarded addresses.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(relay.ManagementUrl, "/payloads/" + new string('0', 64)));
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", Stranger);
        using var response = await relay.Http.SendAsync(request, Ending);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Forwarded_address_is_ignored_without_a_trusted_proxy()
    {
        await using var relay = await RelayProcess.StartAsync(("Receiving__AllowFrom__0", Labelbox));

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(relay, Sender.Secret, Labelbox));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(relay, Sender.Secret, forwarded: null));
    }

    [Fact]
    public async Task Rejections_are_rate_limited_per_address_but_valid_signatures_never_are()
    {
        await using var relay = await RelayProcess.StartAsync(("Receiving__RefusalsPerMinute", "2"), ("Receiving__TrustedProxies__0", "127.0.0.1"));

        foreach (var status in (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests])
        {
            Assert.Equal(status, await StatusAsync(relay, "a wrong secret", Stranger));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(relay, secret: null, Stranger));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(relay, Sender.Secret, Stranger));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(relay, "a wrong secret", "198.51.100.2"));

        // An IPv6 network counts as one sender; the next network is another.
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(relay, "a wrong secret", "2001:db8:0:1::1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(relay, "a wrong secret", "2001:db8:0:1::2"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(relay, "a wrong secret", "2001:db8:0:1:ffff::3"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(relay, "a wrong secret", "2001:db8:0:2::1"));

        using var answer = await relay.Http.SendAsync(Request(relay, "a wrong secret", Stranger), Ending);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private static async Task<HttpStatusCode> StatusAsync(RelayProcess relay, string? secret, string? forwarded)
    {
        using var response = await relay.Http.SendAsync(Request(relay, secret, forwarded), Ending);
        return response.StatusCode;
    }

    private static HttpRequestMessage Request(RelayProcess relay, string? secret, string? forwarded)
    {
        var request = PublicPortRequests.Request(Body, path: new Uri(relay.PublicUrl, "/webhook-endpoint").AbsoluteUri, signed: false);
        if (secret is not null)
        {
            request.With("X-Hub-Signature", Sender.Sha1(Body, secret));
        }

        return forwarded is null ? request : request.With("X-Forwarded-For", forwarded);
    }
}
