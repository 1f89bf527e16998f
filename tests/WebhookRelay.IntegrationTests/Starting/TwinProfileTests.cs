using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Subscriptions;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>The demonstration: the twin with its defaults, and the relay with its launch profile 'twin', both on free ports.</summary>
public sealed class TwinProfileTests
{
    /// <summary>The addresses and folders of the profile.</summary>
    private static readonly string[] OfTheMachine = ["Ledger__Path", "Labelbox__Endpoint", "Subscriptions__PublicUrl"];

    [Fact]
    public async Task Two_commands_register_a_webhook_and_show_events()
    {
        var url = FreeUrl();
        await using var twin = await TwinProcess.StartAtAsync(url);
        await using var relay = await StartRelayAsync(url);

        await ShowsEventsAsync(relay);
        var webhook = Assert.Single(await twin.WebhooksAsync());
        Assert.Equal($"http://localhost:{relay.PublicUrl.Port}/webhook-endpoint/demo", (string?)webhook["url"]);
        Assert.NotEmpty(await twin.AcknowledgedAsync());
        await relay.ConditionAsync("demo", "Registered", "True");
    }

    [Fact]
    public async Task The_relay_may_start_before_the_twin()
    {
        var url = FreeUrl();
        await using var relay = await StartRelayAsync(url);
        await relay.WaitForLogAsync(line => line.Contains("could not be compared", StringComparison.Ordinal), what: "the relay misses the twin");
        await using var twin = await TwinProcess.StartAtAsync(url);
        await ShowsEventsAsync(relay);
    }

    [Fact]
    public void Profile_uses_the_ports_of_twin_and_relay()
    {
        var profile = Profile();
        Assert.Equal("http://127.0.0.1:3003/graphql", profile["Labelbox__Endpoint"]);
        Assert.Equal("http://localhost:3001", profile["Subscriptions__PublicUrl"]);
        Assert.Equal("../../artifacts/twin-ledger", profile["Ledger__Path"]);
    }

    private static Task ShowsEventsAsync(RelayProcess relay) => Eventually.TrueAsync(
        () => Task.FromResult(
            relay.Output.Any(line => line.Contains(": Relayed (LABEL_", StringComparison.Ordinal))
            && relay.Output.Any(line => line.Contains("Event com.labelbox.label.", StringComparison.Ordinal))),
        TimeSpan.FromSeconds(60),
        "an event is relayed and shown",
        () => string.Join('\n', relay.Output.TakeLast(40)));

    private static string FreeUrl() => $"http://127.0.0.1:{ServerProcess.FreePort()}";

    private static Task<RelayProcess> StartRelayAsync(string twin)
    {
        var port = ServerProcess.FreePort();
        return RelayProcess.StartAsync([
            .. Profile().Where(setting => !OfTheMachine.Contains(setting.Key, StringComparer.Ordinal)).Select(setting => (setting.Key, setting.Value)),
            ("DOTNET_ENVIRONMENT", "Development"),
            ("Receiving__Secrets__0", null!),
            ("Receiving__Url", $"http://localhost:{port}"),
            ("Labelbox__Endpoint", $"{twin}/graphql"),
            ("Subscriptions__PublicUrl", $"http://localhost:{port}"),
        ]);
    }

    private static Dictionary<string, string> Profile() =>
        JsonNode.Parse(File.ReadAllText(Repository.File("src/WebhookRelay/Properties/launchSettings.json")))!["profiles"]!["twin"]!["environmentVariables"]!.AsObject()
            .ToDictionary(setting => setting.Key, setting => (string)setting.Value!, StringComparer.Ordinal);
}
