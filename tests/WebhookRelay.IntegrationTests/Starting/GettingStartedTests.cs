using System.Net;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>The first things a user tries: the version, a mistyped option, the root of a port, a large delivery with defaults.</summary>
public sealed class GettingStartedTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_option_starts_nothing()
    {
        var (code, output) = await RelayProcess.RunAsync(["--version"]);

        Assert.Equal(0, code);
        Assert.Matches("^WebhookRelay [0-9]+\\.[0-9]+\\.[0-9]+[^ ]*$", output.Trim());
    }

    [Theory]
    [InlineData("There is no option --drian. Did you mean --drain?", "--drian")]
    [InlineData("There is no option --helth. Did you mean --health?", "--helth")]
    [InlineData("There is no option --verbose.", "--verbose", "a-secret")]
    [InlineData("There is no option -v.", "-v")]
    [InlineData("There is no option --enviroment. Did you mean --environment?", "--enviroment=Development")]
    [InlineData("neither an option nor a setting", "a-secret")]
    [InlineData("--Receiving:Url needs a value", "--Receiving:Url")]
    public async Task Unknown_option_exits_with_2(string fault, params string[] arguments)
    {
        var (code, output) = await RelayProcess.RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Contains(fault, output, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", output, StringComparison.Ordinal);
        Assert.DoesNotContain("listening", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_management_port_describes_itself()
    {
        await using var relay = await RelayProcess.StartAsync(("Management__ApiKey", "the-key"));
        async Task<(HttpStatusCode, string)> GetAsync(Uri port, string path)
        {
            using var response = await relay.Http.GetAsync(new Uri(port, path), Ending);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(Ending));
        }

        var (status, text) = await GetAsync(relay.ManagementUrl, "/");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.All(["management port", "/health/ready", "/metrics", "/openapi/v1.json", "/webhook-endpoint"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Equal(1, text.Count(character => character is '\n'));

        (status, text) = await GetAsync(relay.ManagementUrl, "/health");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("/health/ready", text, StringComparison.Ordinal);

        var (bare, nothing) = await GetAsync(relay.PublicUrl, "/nothing");
        foreach (var path in (string[])["/", "/health", "/health/ready"])
        {
            Assert.Equal((bare, WithoutTrace(nothing)), await GetAsync(relay.PublicUrl, path) is var (code, body) ? (code, WithoutTrace(body)) : default);
        }

        Assert.Equal(HttpStatusCode.NotFound, bare);
        Assert.DoesNotContain("WebhookRelay", nothing, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Development_defaults_relay_a_large_delivery_with_downloadable_data()
    {
        await using var relay = await RelayProcess.StartAsync(("DOTNET_ENVIRONMENT", "Development"), ("ASPNETCORE_ENVIRONMENT", "Development"));
        using var admin = new Admin(relay);
        var body = SamplePayloads.V2("row-1", padding: 20_000_000);

        Assert.Equal((200, "accepted"), await relay.SendAsync(body, "large"));

        await admin.StandsAsync("large", "relayed");
        var published = (await admin.GetAsync("/deliveries/large"))["deliveries"]![0]!["event"]!;
        using var response = await relay.Http.GetAsync(new Uri((string)published["dataref"]!), Ending);
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(Ending));
    }

    [Fact]
    public async Task A_running_relay_verifies_its_ledger()
    {
        await using var relay = await RelayProcess.StartAsync();
        using var admin = new Admin(relay);
        for (var i = 0; i < 5; i++)
        {
            await relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"delivery-{i}");
        }

        await relay.EndedAsync(5);
        var (status, found) = await admin.PostAsync("/ledger/verify", new JsonObject());

        Assert.Equal((HttpStatusCode.OK, 5), (status, (int)found["entries"]!));
        Assert.Null(found["fault"]);
    }

    private static string WithoutTrace(string problem) => JsonNode.Parse(problem) is JsonObject json && json.Remove("traceId") ? json.ToJsonString() : problem;
}
