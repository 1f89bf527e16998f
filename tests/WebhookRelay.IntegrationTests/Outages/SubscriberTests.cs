using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>Queues that are declared, missing, or bound late.</summary>
public sealed class SubscriberTests(SharedServers servers)
{
    /// <summary>Far more than the 30 s between two checks of the broker without its management API.</summary>
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Unrouted_delivery_does_not_block_and_is_relayed_once_a_queue_binds()
    {
        await using var line = await servers.OpenAsync(("Publishing__UnroutedRetry", "00:00:00.500"));
        await line.Queue.UnbindAsync();
        await using var updated = await line.BindAsync("label.updated.*");
        await line.AcceptedAsync(SamplePayloads.V2("row-1"), "created-1", "LABEL_CREATED");
        await line.AcceptedAsync(SamplePayloads.V2("row-1", updatedAt: "2024-06-05T13:00:00Z"), "updated-1");

        Assert.Equal("updated-1", Assert.Single(await updated.ReadAsync(1)).Id);
        await line.Relay.EndsAsync("created-1", "Unrouted");
        await line.AcceptedAsync(SamplePayloads.V2("row-1", updatedAt: "2024-06-05T14:00:00Z"), "created-2", "LABEL_CREATED");
        await line.Relay.EndsAsync("created-2", "Unrouted");

        await using var created = await line.BindAsync("label.created.*");
        Assert.Equal(["created-1", "created-2"], (await created.ReadAsync(2)).Select(message => message.Id));
    }

    [Fact]
    public async Task Unrouted_deliveries_survive_a_restart()
    {
        await using var line = await servers.OpenAsync(("Publishing__UnroutedRetry", "00:00:00.500"));
        await line.Queue.UnbindAsync();
        await line.AcceptedAsync(SamplePayloads.V2("row-1"), "kept-1");
        await line.Relay.EndsAsync("kept-1", "Unrouted");
        await line.Relay.KillAsync();
        await line.Relay.StartAgainAsync();
        await line.Queue.BindAgainAsync();

        Assert.Equal("kept-1", Assert.Single(await line.Queue.ReadAsync(1)).Id);
    }

    [Fact]
    public async Task Full_queue_does_not_block_other_topics_and_gets_everything_once_read()
    {
        await using var line = await servers.OpenAsync(("Publishing__InFlight", "4"), ("Publishing__Deadline", "00:00:03"));
        await line.Queue.UnbindAsync();
        await using var full = await line.DeclareClassicAsync($"full-{Guid.NewGuid():N}", new() { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" }, "label.created.*");
        await using var updated = await line.BindAsync("label.updated.*");
        for (var i = 0; i < 12; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i}"), $"created-{i}", "LABEL_CREATED");
        }

        await line.AcceptedAsync(SamplePayloads.V2("row-x"), "updated");
        Assert.Equal("updated", Assert.Single(await updated.ReadAsync(1)).Id);
        var created = (await full.ReadAsync(12, TimeSpan.FromMinutes(2))).Select(message => message.Id).Order(StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"created-{i}").Order(StringComparer.Ordinal), created);
        // MassTransit would hold a rejected publish for four seconds, as if unanswered.
        Assert.DoesNotContain(line.Relay.Output, said => said.Contains("publishes unanswered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lost_binding_is_reported_and_restored()
    {
        await using var line = await servers.OpenAsync(
            ("Subscribers__training__Topics__0", "label_updated"),
            ("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri));
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
        await using var training = await line.BindAsync("label.updated.*", "training");
        await training.UnbindAsync();

        // The reason is shown only until the next check, so read it from the response that shows the state.
        JsonNode? shown = null;
        await Eventually.TrueAsync(
            async () => (string?)(shown = (await line.Relay.ReadyAsync()).Body["checks"]!["subscriber:training"]!)["status"] is "degraded",
            SeenWithin, "health shows the subscriber as degraded", () => $"It is {shown?.ToJsonString()}");
        Assert.Contains("label.updated.*", (string?)shown!["reason"], StringComparison.Ordinal);
        await line.AcceptedAsync(SamplePayloads.V2("row-1"), "again");
        Assert.Equal("again", Assert.Single(await training.ReadAsync(1)).Id);
        await line.Relay.HealthShowsAsync("subscriber:training", "up", SeenWithin);
    }

    [Fact]
    public async Task A_queue_with_other_arguments_degrades_its_subscriber_only()
    {
        await using var line = await servers.OpenAsync();
        await line.DeclareClassicAsync("odd");
        await using var relay = await line.AnotherRelayAsync(("Subscribers__odd__Topics__0", "LABEL_UPDATED"), ("Subscribers__good__Projects__0", "project-7"));

        await relay.HealthShowsAsync("subscriber:odd", "degraded");
        await relay.HealthShowsAsync("subscriber:good", "up");
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-7", project: "project-7"), "good-1"));
        await using var good = await line.BindAsync("*.*.project-7", "good");
        Assert.Equal("good-1", Assert.Single(await good.ReadAsync(1)).Id);
    }

    [Fact]
    public async Task Obsolete_binding_is_removed_at_start()
    {
        await using var line = await servers.OpenAsync(("Subscribers__narrow__Topics__0", "LABEL_UPDATED"), ("Subscribers__narrow__Topics__1", "LABEL_DELETED"));
        await line.Relay.HealthShowsAsync("subscriber:narrow", "up");
        await line.Relay.TerminateAsync();
        await line.Relay.StartAgainAsync(("Subscribers__narrow__Topics__1", "LABEL_CREATED"));
        await line.Relay.HealthShowsAsync("subscriber:narrow", "up");
        await line.AcceptedAsync(SamplePayloads.V2("row-1"), "deleted", "LABEL_DELETED");
        await line.AcceptedAsync(SamplePayloads.V2("row-1", updatedAt: "2024-06-05T13:00:00Z"), "created", "LABEL_CREATED");

        await line.Relay.EndsAsync("created", "Relayed");
        await line.Relay.EndsAsync("deleted", "Relayed");
        await using var narrow = line.Existing("narrow");
        Assert.Equal(["created"], (await narrow.ReadAllAsync()).Select(message => message.Id));
    }
}
