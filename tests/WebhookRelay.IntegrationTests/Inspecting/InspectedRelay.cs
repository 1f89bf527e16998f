using System.Text;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Inspecting;

/// <summary>A relay with RabbitMQ and Redis that holds a delivery of each state, some of them hostile. Tests only read it.</summary>
public sealed class InspectedRelay(SharedServers servers) : IAsyncLifetime
{
    public const string SignedQuery = "0123456789abcdef0123456789abcdef";
    public const string HostileId = "\"><script>alert(1)</script>&'";

    private RelayFixture? _line;
    private Admin? _admin;

    internal RelayFixture Line => _line!;

    internal RelayProcess Relay => _line!.Relay;

    internal Admin Admin => _admin!;

    public async ValueTask InitializeAsync()
    {
        _line = await RelayFixture.OpenAsync(servers.Rabbit, servers.Redis, "label.*.*", ("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri));
        _admin = new Admin(Relay);
        for (var i = 0; i < 60; i++)
        {
            await _line.AcceptedAsync(SamplePayloads.V2($"row-{i}", rowData: $"https://storage.example/{i}.jpg?X-Goog-Signature={SignedQuery}"), $"relayed-{i}");
        }

        await _line.AcceptedAsync(SamplePayloads.V2("row-unrouted"), "unrouted", "REVIEW_CREATED");
        await _line.AcceptedAsync("{\"broken\": "u8.ToArray(), "quarantined");
        await _line.AcceptedAsync(Encoding.UTF8.GetBytes(new string('[', 10_000) + new string(']', 10_000)), "deep");
        await _line.AcceptedAsync(Hostile(), HostileId, "<img/src=x/onerror=alert(2)>");
        await _admin.StandsAsync("unrouted", "unrouted");
        await Eventually.TrueAsync(
            async () => (await _admin.GetAsync("/deliveries?state=accepted"))["deliveries"]!.AsArray().Count is 0, TimeSpan.FromSeconds(30), "every delivery is settled");
        Assert.Equal(401, (await Relay.SendAsync(SamplePayloads.V2("row"), "refused", secret: "another-secret")).Status);
    }

    internal async Task<string> SequenceAsync(string id) => (string)(await Admin.GetAsync($"/deliveries?id={Uri.EscapeDataString(id)}"))["deliveries"]![0]!["sequence"]!;

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        await (_line?.DisposeAsync() ?? default);
    }

    private static byte[] Hostile() => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["data_row"] = new JsonObject { ["id"] = "row-hostile" },
        ["<b onmouseover=alert(3)>"] = "</script><script>alert(4)</script>",
        ["direction"] = "abc\u202ecba\u0000",
        ["long"] = new string('x', 1_000_00),
    }.ToJsonString()[..^1] + ",\"half\":\"\\ud800\"}");
}
