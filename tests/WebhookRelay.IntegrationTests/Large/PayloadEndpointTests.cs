using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Large;

/// <summary>The payload endpoint and its access control.</summary>
public sealed class PayloadEndpointTests(SharedServers servers)
{
    private const string AdminKey = "the-admins-own-key";

    private static readonly byte[] Row = SamplePayloads.V2(dataRow: "row-1", padding: 10_000);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Payloads_require_the_subscribers_key()
    {
        var (line, address) = await OpenAsync(("Management__ApiKey", AdminKey));
        await using var opened = line;
        async Task<int> StatusAsync(string? bearer, string? apiKey = null)
        {
            using var response = await line.FetchAsync(address, bearer, with: headers => headers.TryAddWithoutValidation("X-Api-Key", apiKey ?? string.Empty));
            Assert.Equal(response.IsSuccessStatusCode ? "application/json" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
            return (int)response.StatusCode;
        }

        Assert.Equal(200, await StatusAsync(LargePayloadFixture.Key));
        Assert.Equal(200, await StatusAsync(bearer: null, LargePayloadFixture.Key));
        Assert.Equal(401, await StatusAsync(bearer: null));
        Assert.Equal(401, await StatusAsync(AdminKey));
        Assert.Equal(401, await StatusAsync(bearer: null, AdminKey));
        Assert.Equal(401, await StatusAsync(LargePayloadFixture.Key + "x"));
        Assert.Equal(401, await StatusAsync(LargePayloadFixture.Key[..^1]));
    }

    [Fact]
    public async Task Without_a_key_only_loopback_is_served()
    {
        var outside = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(outside is null, "This machine has no address but loopback.");
        foreach (var (host, status) in ((IPAddress, int)[])[(IPAddress.Loopback, 200), (outside!, 401)])
        {
            var url = $"http://{host}:{ServerProcess.FreePort()}";
            var (line, address) = await OpenAsync(("Payloads__Key", ""), ("Management__ApiKey", AdminKey), ("Management__Url", url), ("Publishing__PayloadUrl", url));
            await using var opened = line;
            using var response = await line.FetchAsync(address, key: null);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData("", 403)]
    [InlineData(LargePayloadFixture.Key, 200)]
    public async Task Cross_origin_page_is_rejected(string key, int asAnotherHost)
    {
        // The admin key is not accepted here. With the payload key the host name does not matter.
        var (line, address) = await OpenAsync(("Payloads__Key", key), ("Management__ApiKey", AdminKey), ("Publishing__PayloadUrl", "http://named-by-events.example:3002"));
        await using var opened = line;
        var here = new UriBuilder(address) { Host = line.Relay.ManagementUrl.Host, Port = line.Relay.ManagementUrl.Port }.Uri.AbsoluteUri;
        foreach (var (header, value, status) in ((string, string, int)[])
            [
                ("Host", "localhost", 200), ("Host", "named-by-events.example", 200), ("Host", "relay.example", asAnotherHost), ("Host", "127.0.0.1.example", asAnotherHost),
                ("Origin", "https://page.example", 403), ("Origin", "null", 403), ("Sec-Fetch-Site", "cross-site", 403), ("Sec-Fetch-Site", "same-site", 403),
            ])
        {
            using var response = await line.FetchAsync(here, key is "" ? null : key, with: headers => headers.TryAddWithoutValidation(header, value));
            Assert.True(status == (int)response.StatusCode, $"{header}: {value} gets {(int)response.StatusCode}");
        }
    }

    [Fact]
    public async Task Ranges_conditions_and_HEAD_are_supported()
    {
        var (line, address) = await OpenAsync();
        await using var opened = line;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Row));

        using var whole = await line.FetchAsync(address);
        Assert.Equal(($"\"{sha256}\"", Row.Length), (whole.Headers.ETag?.Tag, whole.Content.Headers.ContentLength));
        Assert.Equal(["bytes"], whole.Headers.AcceptRanges);
        Assert.Equal(["nosniff"], whole.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(Row, await whole.Content.ReadAsByteArrayAsync(Ending));

        using var part = await line.FetchAsync(address, with: headers => headers.Range = new RangeHeaderValue(100, 199));
        Assert.Equal((206, 100, Row.Length), ((int)part.StatusCode, part.Content.Headers.ContentRange?.From, part.Content.Headers.ContentRange?.Length));
        Assert.Equal(Row[100..200], await part.Content.ReadAsByteArrayAsync(Ending));

        using var rest = await line.FetchAsync(address, with: headers =>
        {
            headers.Range = new RangeHeaderValue(Row.Length - 5, null);
            headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue($"\"{sha256}\""));
        });
        Assert.Equal(206, (int)rest.StatusCode);
        Assert.Equal(Row[^5..], await rest.Content.ReadAsByteArrayAsync(Ending));

        using var beyond = await line.FetchAsync(address, with: headers => headers.Range = new RangeHeaderValue(Row.Length, null));
        Assert.Equal(416, (int)beyond.StatusCode);

        using var unchanged = await line.FetchAsync(address, with: headers => headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{sha256}\"")));
        Assert.Equal(304, (int)unchanged.StatusCode);

        using var head = await line.FetchAsync(address, method: HttpMethod.Head);
        Assert.Equal((200, Row.Length), ((int)head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Ending));
    }

    [Fact]
    public async Task Unknown_payload_is_not_found_and_the_public_port_serves_none()
    {
        var (line, address) = await OpenAsync();
        await using var opened = line;
        var unknown = address[..^64] + new string('0', 64);
        foreach (var path in (string[])[unknown, address[..^1], address + "0", address[..^1] + "g", address + "/more", address.Replace(line.Relay.ManagementUrl.ToString(), line.Relay.PublicUrl.ToString(), StringComparison.Ordinal)])
        {
            using var response = await line.FetchAsync(path);
            Assert.Equal(404, (int)response.StatusCode);
        }

        using var posted = await line.FetchAsync(address, method: HttpMethod.Post);
        Assert.Equal(405, (int)posted.StatusCode);
    }

    private async Task<(LargePayloadFixture Line, string Address)> OpenAsync(params (string, string)[] settings)
    {
        var line = await LargePayloadFixture.OpenAsync(servers, [("Publishing__InlineBytes", "1024"), .. settings]);
        await line.Line.AcceptedAsync(Row, "row");
        return (line, (string)Assert.Single(await line.Line.Queue.ReadAsync(1)).Json["dataref"]!);
    }
}
