using System.Net.Http.Json;
using RabbitMQ.Client;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.IntegrationTests.Telemetry;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>An alternate exchange accepts and confirms unrouted events. The relay cannot detect that per event, so it warns.</summary>
public sealed class AlternateExchangeTests(SharedServers servers)
{
    private const string NoManagement = "http://127.0.0.1:1";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Alternate_exchange_in_the_arguments_is_reported(bool management)
    {
        var vhost = await servers.Rabbit.CreateVhostAsync();
        await using (var connection = await servers.Rabbit.ConnectAsync(vhost))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: Ending))
        {
            await channel.ExchangeDeclareAsync("spare", "fanout", durable: true, cancellationToken: Ending);
            await channel.QueueDeclareAsync("spare", durable: true, exclusive: false, autoDelete: false, cancellationToken: Ending);
            await channel.QueueBindAsync("spare", "spare", string.Empty, cancellationToken: Ending);
            await channel.ExchangeDeclareAsync(
                EventExchange.Name, EventExchange.Type, durable: true, arguments: new Dictionary<string, object?>(StringComparer.Ordinal) { ["alternate-exchange"] = "spare" }, cancellationToken: Ending);
        }

        await using var relay = await RelayProcess.StartAsync(
            ("Publishing__RabbitMq", servers.Rabbit.VhostUri(vhost)), ("Publishing__RabbitMqManagement", management ? servers.Rabbit.ManagementUri : NoManagement));

        await relay.HealthShowsAsync("exchange", "degraded");
        Assert.Contains("has the alternate exchange spare", (string?)(await relay.ReadyAsync()).Body["checks"]!["exchange"]!["reason"], StringComparison.Ordinal);
        await relay.HealthShowsAsync("rabbitmq", "up");
        await relay.WaitForLogAsync(line => line.Contains("The exchange has an alternate exchange", StringComparison.Ordinal) && line.Contains("\"Warning\"", StringComparison.Ordinal));
        Assert.Contains((await Exposition.ScrapeAsync(relay)).Lines("webhookrelay_dependency_up"), line => line.Contains("dependency=\"exchange\"", StringComparison.Ordinal) && line.Contains("} 0", StringComparison.Ordinal));

        // The situation that the warning is about.
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "swallowed"));
        await relay.EndsAsync("swallowed", "Relayed");
        await servers.Rabbit.EndVhostAsync(vhost);
    }

    [Fact]
    public async Task Alternate_exchange_from_a_policy_is_reported_until_the_policy_is_removed()
    {
        await using var line = await servers.OpenAsync(("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri));
        var vhost = new Uri(line.Setting("Publishing__RabbitMq")).AbsolutePath[1..];
        await line.Relay.HealthShowsAsync("exchange", "up");
        using var http = servers.Rabbit.Management();
        var policy = new Uri($"api/policies/{vhost}/for-all", UriKind.Relative);
        using var set = await http.PutAsJsonAsync(policy, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["pattern"] = ".*",
            ["apply-to"] = "exchanges",
            ["definition"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["alternate-exchange"] = "amq.fanout" },
        }, Ending);
        Assert.True(set.IsSuccessStatusCode, set.ToString());

        await line.Relay.HealthShowsAsync("exchange", "degraded");
        Assert.Contains("amq.fanout", (string?)(await line.Relay.ReadyAsync()).Body["checks"]!["exchange"]!["reason"], StringComparison.Ordinal);
        using var cleared = await http.DeleteAsync(policy, Ending);
        await line.Relay.HealthShowsAsync("exchange", "up");
    }

    [Fact]
    public async Task Deleted_exchange_is_restored_with_its_bindings()
    {
        await using var line = await servers.OpenAsync(("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri), ("Subscribers__training__Topics__0", "LABEL_UPDATED"));
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
        await line.AcceptedAsync(SamplePayloads.V2("row-0"), "before");
        await line.Relay.EndsAsync("before", "Relayed");
        await using (var connection = await line.ConnectAsync())
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: Ending))
        {
            await channel.ExchangeDeleteAsync(EventExchange.Name, cancellationToken: Ending);
        }

        for (var i = 0; i < 20; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i}", updatedAt: "2024-06-05T13:00:00Z"), $"after-{i}");
        }

        await using var training = line.Existing("training");
        var ids = (await training.ReadAsync(21, TimeSpan.FromMinutes(2))).Select(message => message.Id).ToList();
        Assert.Equal(21, ids.Distinct(StringComparer.Ordinal).Count());
    }
}
