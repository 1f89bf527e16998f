using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>The exchange can be declared, but not published to.</summary>
public sealed class PublishRightTests(SharedServers servers)
{
    private const string User = "relay";

    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Revoked_publish_permission_is_reported_with_the_brokers_message()
    {
        await using var line = await servers.OpenAsync(("Publishing__Deadline", "00:00:02"), ("Deduplication__Lease", "00:00:05"));
        await servers.Rabbit.AddUserAsync(User);
        await servers.Rabbit.AllowAsync(line.Vhost, User, write: ".*");
        await using var relay = await line.AnotherRelayAsync(
            ("Publishing__RabbitMq", line.Setting("Publishing__RabbitMq").Replace("guest:guest@", $"{User}:secret@", StringComparison.Ordinal)));
        await relay.SendAsync(SamplePayloads.V2("row-before"), "before");
        await relay.EndsAsync("before", "Relayed");

        await servers.Rabbit.AllowAsync(line.Vhost, User, write: "^$");
        await servers.Rabbit.CtlAsync("close_all_connections", "--vhost", line.Vhost, "the test");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"kept-{i}"));
        }

        JsonNode? shown = null;
        await Eventually.TrueAsync(
            async () => (string?)(shown = (await relay.ReadyAsync()).Body["checks"]!["rabbitmq"]!)["status"] is "degraded"
                && ((string?)shown["reason"])!.Contains("403 ACCESS_REFUSED", StringComparison.Ordinal),
            SeenWithin, "health shows RabbitMQ as degraded, with its words", () => $"It is {shown?.ToJsonString()}");
        Assert.Contains("labelbox.events", (string?)shown!["reason"], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", (string?)shown!["reason"], StringComparison.Ordinal);

        await servers.Rabbit.AllowAsync(line.Vhost, User, write: ".*");
        await relay.EndedAsync(21);
        await relay.HealthShowsAsync("rabbitmq", "up");
        Assert.Equal(21, (await line.Queue.ReadAllAsync()).DistinctBy(message => message.Id).Count());
    }
}
