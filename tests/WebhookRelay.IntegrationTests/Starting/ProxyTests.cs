using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.CommandLine;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>A host whose environment sets a proxy without exceptions, as corporate images do.</summary>
public sealed class ProxyTests(SharedServers servers)
{
    [Fact]
    public async Task Only_Labelbox_requests_use_the_proxy()
    {
        await using var proxy = new RecordingProxy();
        (string, string)[] settings =
        [
            .. proxy.Variables,
            ("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri.ToString()),
            ("Subscribers__training__Topics__0", "LABEL_CREATED"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{ServerProcess.FreePort()}"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
            ("Labelbox__Endpoint", "https://labelbox.example/graphql"),
            ("Labelbox__ApiKey", "the-api-key"),
            ("Labelbox__Deadline", "00:00:05"),
            ("Labelbox__AttemptDeadline", "00:00:02"),
            ("Receiving__Webhooks__training__Secrets__0", Sender.Secret),
            ("Subscriptions__PublicUrl", "https://relay.example.com"),
            ("Subscriptions__Webhooks__training__Project", "project-1"),
            ("Subscriptions__Webhooks__training__Topics__0", "LABEL_CREATED"),
        ];
        await using var line = await servers.OpenAsync(settings);
        Assert.Equal((200, "accepted"), await line.Relay.SendAsync(SamplePayloads.V2("row-1"), "proxy-1"));
        await line.Relay.EndsAsync("proxy-1", "Relayed");

        // A lost binding is detected within seconds only if the management API responds.
        await Eventually.TrueAsync(() => proxy.Requests.Any(request => request.StartsWith("CONNECT labelbox.example:443", StringComparison.Ordinal)), TimeSpan.FromSeconds(30), "Labelbox is asked through the proxy");
        using var subscribers = await line.Relay.Http.GetAsync(new Uri(line.Relay.ManagementUrl, "/subscribers"), TestContext.Current.CancellationToken);
        var queues = JsonNode.Parse(await subscribers.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["subscribers"]!.AsArray();
        Assert.Contains(queues, queue => (bool)queue!["declared"]! is false);

        var (code, output) = await RelayProcess.RunAsync(["--health"], [.. proxy.Variables, ("Management__Url", line.Relay.ManagementUrl.ToString().TrimEnd('/'))]);
        Assert.True(code is 0, output);
        Assert.Contains("\"status\"", output, StringComparison.Ordinal);

        Assert.All(proxy.Requests, request => Assert.StartsWith("CONNECT labelbox.example:443", request, StringComparison.Ordinal));
        Assert.DoesNotContain(proxy.Requests, request => request.Contains("the-api-key", StringComparison.Ordinal) || request.Contains("Authorization: Basic", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Command_line_bypasses_the_proxy()
    {
        await using var proxy = new RecordingProxy();
        await using var relay = await RelayProcess.StartAsync();
        (string, string?)[] variables = [.. proxy.Variables.Select(variable => (variable.Key, (string?)variable.Value))];
        await using var doctor = await CliProcess.RunAsync(relay, 6, ["doctor"], variables);
        await using var send = await CliProcess.RunAsync(relay, 0, ["send"], variables);

        Assert.Empty(proxy.Requests);
    }
}
