using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Deliveries that wait for the broker are visible in the admin API.</summary>
public sealed class WaitingDeliveryTests
{
    [Fact]
    public async Task Accepted_delivery_is_listed_and_searchable_but_not_replayed()
    {
        await using var relay = await RelayProcess.StartAsync(("Publishing__RabbitMq", $"amqp://guest:guest@127.0.0.1:{ServerProcess.FreePort()}"));
        using var admin = new Admin(relay);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2(dataRow: $"row-{i}", project: $"project-{i % 2}", label: $"label-{i}"), $"waits-{i}"));
        }

        Assert.Equal(["waits-4", "waits-3", "waits-2", "waits-1", "waits-0"], Ids(await admin.ListAsync("")));
        Assert.Equal(["waits-4", "waits-2", "waits-0"], Ids(await admin.ListAsync("project=project-0", limit: 1)));
        Assert.Equal(["waits-3"], Ids(await admin.ListAsync("state=accepted&label=label-3")));
        Assert.Empty(await admin.ListAsync("state=relayed&label=label-3"));
        Assert.All(await admin.ListAsync("state=accepted"), delivery => Assert.Equal("accepted", (string?)delivery["state"]));
        var detail = (await admin.GetAsync("/deliveries/waits-3"))["deliveries"]![0]!;
        Assert.Empty(detail["attempts"]!.AsArray());
        Assert.Equal("label-3", (string?)detail["event"]!["labelid"]);

        var forecast = await admin.ForecastAsync(new JsonObject { ["filter"] = new JsonObject { ["project"] = "project-0" } });
        Assert.Equal(0, (int)forecast["total"]!);
        Assert.Equal(3, (int)forecast["leftOut"]!["accepted"]!);
        Assert.False((bool)forecast["bindingsKnown"]!);
        var (status, _) = await admin.TryAsync("/subscribers");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, status);
    }

    [Fact]
    public async Task Body_stored_in_a_file_is_searchable_and_returned_unchanged()
    {
        await using var relay = await RelayProcess.StartAsync(("Publishing__RabbitMq", $"amqp://guest:guest@127.0.0.1:{ServerProcess.FreePort()}"));
        using var admin = new Admin(relay);
        var body = SamplePayloads.V2(dataRow: "row-large", project: "project-large", label: "label-large", padding: 2_000_000);
        Assert.Equal((200, "accepted"), await relay.SendAsync(body, "large-1"));

        Assert.Equal(["large-1"], Ids(await admin.ListAsync("project=project-large&dataRow=row-large&label=label-large")));
        Assert.Empty(await admin.ListAsync("label=label-other"));
        var detail = (await admin.GetAsync("/deliveries/large-1"))["deliveries"]![0]!;
        Assert.Null(detail["payload"]);
        Assert.Null(detail["event"]);
        var path = new Uri($"/entries/{(string)detail["delivery"]!["sequence"]!}/payload?reveal=true", UriKind.Relative);
        Assert.Equal(body, await admin.Http.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
    }

    private static IEnumerable<string> Ids(IEnumerable<JsonNode> deliveries) => deliveries.Select(delivery => (string)delivery["id"]!);
}
