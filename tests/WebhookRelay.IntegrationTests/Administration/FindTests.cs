using System.Net;
using System.Text.Json.Nodes;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Any id leads to what it is of.</summary>
public sealed class FindTests
{
    [Fact]
    public async Task Each_kind_of_id_is_found_with_its_link_and_newest_entry()
    {
        await using var relay = await RelayProcess.StartAsync();
        using var admin = new Admin(relay);
        var body = SamplePayloads.V2(dataRow: "the-row", project: "the-project");
        Assert.Equal(200, (await relay.SendAsync(body, "first")).Status);
        Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2(dataRow: "the-row", project: "other"), "first", path: "/webhook-endpoint")).Status);
        Assert.Equal(200, (await relay.SendAsync(body, "second/with space?".Replace(" ", "%", StringComparison.Ordinal), "LABEL_CREATED")).Status);
        await admin.StandsAsync("first", "quarantined", "relayed");
        await admin.StandsAsync("second/with%space?", "relayed");
        var second = (await admin.ListAsync("id=" + Uri.EscapeDataString("second/with%space?")))[0];
        var detail = await admin.GetAsync($"/entries/{(string?)second["sequence"]}");
        var reused = (await admin.ListAsync("id=first"))[0];
        var reusedDetail = await admin.GetAsync($"/entries/{(string?)reused["sequence"]}");
        var label = (string)second["labelId"]!;

        foreach (var (id, kind, newest) in ((string, string, JsonNode)[])
        [
            ("second/with%space?", "delivery", second), ((string)second["sequence"]!, "sequence", second), (((string)second["sequence"]!).TrimStart('0'), "sequence", second),
            (label, "label", second), ("the-row", "dataRow", second), ("the-project", "project", second), ("  the-project ", "project", second),
            ((string)detail["ledgerHash"]!, "ledgerHash", second), (((string)detail["ledgerHash"]!).ToUpperInvariant(), "ledgerHash", second),
            (EventIdentity.ForReusedId("first", Convert.FromHexString((string)reusedDetail["bodySha256"]!)), "event", reused),
        ])
        {
            var found = Assert.Single((await admin.GetAsync($"/find?q={Uri.EscapeDataString(id)}"))["found"]!.AsArray())!;
            Assert.Equal((kind, (string?)newest["sequence"]), ((string?)found["kind"], (string?)found["newest"]!["sequence"]));
            var shown = await admin.GetAsync((string)found["link"]!);
            Assert.Contains((string)newest["sequence"]!, shown.ToJsonString(), StringComparison.Ordinal);
        }

        var nothing = await admin.GetAsync($"/find?q={new string('a', 64)}");
        Assert.Empty(nothing["found"]!.AsArray());
        Assert.Null(nothing["next"]);
        foreach (var wrong in (string[])["/find", "/find?q=", "/find?q=%20", $"/find?q={new string('a', 513)}", "/find?q=a&q=b", "/find?q=a&from=x", "/find?id=a"])
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await admin.TryAsync(wrong)).Status);
        }
    }

    [Fact]
    public async Task Entry_that_the_relay_has_not_processed_is_found()
    {
        // Nothing answers there, so the delivery waits.
        await using var relay = await RelayProcess.StartAsync(("Publishing__RabbitMq", "amqp://guest:guest@127.0.0.1:9"), ("Publishing__Transport", "RabbitMq"));
        using var admin = new Admin(relay);
        Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2(dataRow: "the-row", project: "the-project"), "waiting")).Status);

        foreach (var (id, kind) in ((string, string)[])[("waiting", "delivery"), ("the-row", "dataRow"), ("the-project", "project")])
        {
            var found = Assert.Single((await admin.GetAsync($"/find?q={id}"))["found"]!.AsArray())!;
            Assert.Equal((kind, "accepted"), ((string?)found["kind"], (string?)found["newest"]!["state"]));
        }
    }
}
