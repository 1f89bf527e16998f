using System.Net;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Access control of the management port.</summary>
public sealed class AdminKeyTests
{
    private static readonly string[] Paths = ["/deliveries", "/deliveries/x", "/entries/1", "/replays", "/events", "/ledger/proof/x", "/refusals", "/subscribers", "/subscriptions", "/status", "/openapi/v1.json", "/nothing"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_protects_everything_but_health_and_rotates_without_a_restart()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key"), "the-key\n", Ending);
        await using var relay = await RelayProcess.StartAsync(("Management__ApiKeyFile", folder.File("key")));
        using var admin = new Admin(relay);

        foreach (var path in Paths)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(admin, path));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(admin, path, ("Authorization", "Bearer the-kez")));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(admin, path, ("X-Api-Key", "")));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/health/live"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/deliveries", ("Authorization", "Bearer the-key")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/deliveries", ("X-Api-Key", "the-key")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(admin, "/nothing", ("X-Api-Key", "the-key")));

        using (var refused = await admin.Http.GetAsync(new Uri("/deliveries", UriKind.Relative), Ending))
        {
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
        }

        await File.WriteAllTextAsync(folder.File("key"), "another-key\n", Ending);
        await Eventually.TrueAsync(
            async () => await StatusAsync(admin, "/deliveries", ("X-Api-Key", "another-key")) is HttpStatusCode.OK, TimeSpan.FromSeconds(30), "the new key opens");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(admin, "/deliveries", ("X-Api-Key", "the-key")));
        Assert.DoesNotContain(relay.Output, line => line.Contains("the-key", StringComparison.Ordinal) || line.Contains("another-key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Host", "relay.example")]
    [InlineData("Host", "127.0.0.1.example:80")]
    [InlineData("Origin", "https://page.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Cross_origin_page_is_rejected_without_a_key(string header, string value)
    {
        await using var relay = await RelayProcess.StartAsync();
        using var admin = new Admin(relay);

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(admin, "/deliveries", (header, value)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/health/live", (header, value)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/deliveries"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/deliveries", ("Origin", relay.ManagementUrl.ToString().TrimEnd('/'))));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/deliveries", ("Host", $"localhost:{relay.ManagementUrl.Port}")));
    }

    [Fact]
    public async Task Public_port_serves_no_admin_endpoint()
    {
        await using var relay = await RelayProcess.StartAsync();
        using var client = new HttpClient { BaseAddress = relay.PublicUrl };
        foreach (var path in Paths)
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Ending);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(Admin admin, string path, (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (header is { } given)
        {
            request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        }

        using var response = await admin.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ending);
        return response.StatusCode;
    }
}
