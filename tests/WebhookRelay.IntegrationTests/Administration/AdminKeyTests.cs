using System.Net;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Access control of the management port.</summary>
public sealed class AdminKeyTests
{
    private static readonly string[] Paths = ["/deliveries", "/deliveries/x", "/entries/1", "/replays", "/events", "/ledger/proof/x", "/refusals", "/find?q=x", "/activity", "/subscribers", "/subscriptions", "/status", "/openapi/v1.json", "/nothing"];

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

    [Fact]
    public async Task Read_key_reads_and_is_refused_everything_else()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("read-key"), "reads\n", Ending);
        await using var relay = await RelayProcess.StartAsync(("Management__ApiKey", "everything"), ("Management__ReadKeyFile", folder.File("read-key")));
        using var admin = new Admin(relay);
        Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2("row-1"), "delivery-1")).Status);
        var reads = ("X-Api-Key", "reads");

        foreach (var path in Paths.Where(path => path is not "/events"))
        {
            Assert.Contains(await StatusAsync(admin, path, reads), (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.NotFound]);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/events", reads));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/metrics", reads));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/deliveries/delivery-1?reveal=false", reads));
        (string Method, string Path)[] refused =
        [
            ("POST", "/replays"), ("DELETE", "/replays/x"), ("POST", "/subscriptions/plan"), ("POST", "/subscriptions/apply"), ("POST", "/subscriptions/x/retire-old"),
            ("POST", "/subscriptions/forget"), ("POST", "/ledger/backups"), ("POST", "/ledger/verify"), ("PUT", "/deliveries"),
            ("GET", "/deliveries/delivery-1?reveal=true"), ("GET", "/deliveries/delivery-1?REVEAL=True"), ("GET", "/deliveries/delivery-1?reveal=false&reveal=true"),
            ("GET", "/entries/1/payload?reveal=true"), ("GET", "/events?reveal=true"), ("GET", "/deliveries?label=x&Contains=secret"), ("GET", "/ledger/proof/delivery-1?reveal=true"),
        ];
        foreach (var (method, path) in refused)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
            request.Headers.Add("Authorization", "Bearer reads");
            using var response = await admin.Http.SendAsync(request, Ending);
            Assert.True(response.StatusCode is HttpStatusCode.Forbidden, $"{method} {path}: {response.StatusCode}");
            Assert.Contains("requires Management:ApiKey", await response.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
        }

        Assert.Empty((await KeyedAsync(admin, "/replays"))["replays"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/deliveries/delivery-1?reveal=true", ("X-Api-Key", "everything")));
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

    private static async Task<JsonNode> KeyedAsync(Admin admin, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("X-Api-Key", "reads");
        using var response = await admin.Http.SendAsync(request, Ending);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Ending))!;
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
