using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RabbitMQ.Client;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>The permissions that a RabbitMQ user needs, and how missing ones are reported.</summary>
public sealed partial class RabbitMqRightsTests(SharedServers servers)
{
    private const string NoManagement = "http://127.0.0.1:1";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_permission_suffices_for_an_existing_exchange()
    {
        var (line, user) = await OpenAsync(Documented(0), tags: null);
        await using var _ = line;
        await using var relay = await line.AnotherRelayAsync(user, ("Publishing__UnroutedRetry", "00:00:00.200"), ("Publishing__RabbitMqManagement", NoManagement));

        await relay.HealthShowsAsync("rabbitmq", "up");
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "written"));
        Assert.Equal("written", Assert.Single(await line.Queue.ReadAsync(1)).Id);

        // Returned as unroutable, and relayed again.
        await line.Queue.UnbindAsync();
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-2"), "unrouted"));
        await relay.EndsAsync("unrouted", "Unrouted");
        await line.Queue.BindAgainAsync();
        Assert.Equal("unrouted", Assert.Single(await line.Queue.ReadAsync(1)).Id);

        // Replayed to this queue only.
        using var admin = new Admin(relay);
        var (status, replay) = await admin.PostAsync("replays", new JsonObject { ["ids"] = new JsonArray("written"), ["subscriber"] = line.Queue.Name });
        Assert.True((int)status is 202, replay.ToJsonString());
        Assert.Equal("written", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        Assert.Equal("up", (string?)(await relay.ReadyAsync()).Body["checks"]!["rabbitmq"]!["status"]);
    }

    [Fact]
    public async Task Documented_permissions_suffice_to_declare_exchange_and_queue()
    {
        var vhost = await servers.Rabbit.CreateVhostAsync();
        var user = await UserAsync(vhost, Documented(1), tags: null);
        await using var relay = await RelayProcess.StartAsync(user, ("Subscribers__training__Topics__0", "LABEL_UPDATED"), ("Publishing__RabbitMqManagement", NoManagement));

        await relay.HealthShowsAsync("subscriber:training", "up");
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "made"));
        await using var training = EventQueue.Existing(() => servers.Rabbit.ConnectAsync(vhost), "training");
        Assert.Equal("made", Assert.Single(await training.ReadAsync(1)).Id);
        await servers.Rabbit.EndVhostAsync(vhost);
    }

    [Theory]
    [InlineData("management", "up", null)]
    [InlineData(null, "degraded", "Its queue cannot be bound (403 ACCESS_REFUSED")]
    public async Task Existing_subscriber_queue_is_used_unchanged(string? tags, string status, string? reason)
    {
        var (line, user) = await OpenAsync(Documented(0), tags);
        await using var _ = line;
        await using var training = await line.BindAsync("label.updated.*", "training");
        var management = tags is null ? NoManagement : servers.Rabbit.ManagementUri.Replace("guest:guest@", string.Empty, StringComparison.Ordinal);
        await using var relay = await line.AnotherRelayAsync(user, ("Subscribers__training__Topics__0", "LABEL_UPDATED"), ("Publishing__RabbitMqManagement", management));

        await relay.HealthShowsAsync("rabbitmq", "up");
        await relay.HealthShowsAsync("subscriber:training", status);
        Assert.StartsWith(reason ?? string.Empty, (string?)(await relay.ReadyAsync()).Body["checks"]!["subscriber:training"]!["reason"] ?? string.Empty, StringComparison.Ordinal);
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "as-it-is"));
        Assert.Equal("as-it-is", Assert.Single(await training.ReadAsync(1)).Id);
    }

    [Fact]
    public async Task Missing_exchange_without_permission_is_reported_and_awaited()
    {
        var vhost = await servers.Rabbit.CreateVhostAsync();
        var user = await UserAsync(vhost, Documented(0), tags: null);
        await using var relay = await RelayProcess.StartAsync(user);
        await relay.WaitForLogAsync(said => said.Contains("RabbitMQ is not usable", StringComparison.Ordinal), what: "the refusal");
        Assert.Contains("403 ACCESS_REFUSED", (string?)(await relay.ReadyAsync()).Body["checks"]!["rabbitmq"]!["reason"], StringComparison.Ordinal);
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "waits"));

        await using var queue = await EventQueue.BindAsync(() => servers.Rabbit.ConnectAsync(vhost));

        Assert.Equal("waits", Assert.Single(await queue.ReadAsync(1)).Id);
        await relay.HealthShowsAsync("rabbitmq", "up");
        await servers.Rabbit.EndVhostAsync(vhost);
    }

    [Fact]
    public async Task Obsolete_binding_without_permission_does_not_block()
    {
        await using var line = await servers.OpenAsync(("Subscribers__training__Topics__0", "LABEL_UPDATED"), ("Subscribers__training__Topics__1", "LABEL_DELETED"), ("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri));
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
        await line.Relay.TerminateAsync();
        var (key, uri) = await UserAsync(new Uri(line.Setting("Publishing__RabbitMq")).AbsolutePath[1..], Documented(0), tags: null);

        await line.Relay.StartAgainAsync((key, uri), ("Subscribers__training__Topics__1", "LABEL_UPDATED"));

        await line.Relay.WaitForLogAsync(said => said.Contains("An unused binding stays", StringComparison.Ordinal), what: "the warning");
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
        await line.AcceptedAsync(SamplePayloads.V2("row-1"), "goes-on");
        Assert.Equal("goes-on", Assert.Single(await line.Queue.ReadAsync(1)).Id);
    }

    [Fact]
    public async Task Exchange_of_a_wrong_type_gets_no_events()
    {
        var vhost = await servers.Rabbit.CreateVhostAsync();
        await using (var connection = await servers.Rabbit.ConnectAsync(vhost))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: Ending))
        {
            await channel.ExchangeDeclareAsync(EventExchange.Name, "direct", durable: true, cancellationToken: Ending);
        }

        var user = await UserAsync(vhost, Documented(0), "management");
        await using var relay = await RelayProcess.StartAsync(user, ("Publishing__RabbitMqManagement", $"http://127.0.0.1:{servers.Rabbit.ManagementPort}"));

        await relay.WaitForLogAsync(said => said.Contains("the exchange labelbox.events has the type direct, not topic", StringComparison.Ordinal), what: "the refusal");
        await servers.Rabbit.EndVhostAsync(vhost);
    }

    private async Task<(RelayFixture Line, (string, string) User)> OpenAsync((string Configure, string Write, string Read) rights, string? tags)
    {
        var line = await servers.OpenAsync();
        return (line, await UserAsync(new Uri(line.Setting("Publishing__RabbitMq")).AbsolutePath[1..], rights, tags));
    }

    private async Task<(string, string)> UserAsync(string vhost, (string Configure, string Write, string Read) rights, string? tags)
    {
        var name = $"relay-{Guid.NewGuid():N}";
        using var http = servers.Rabbit.Management();
        using var made = await http.PutAsJsonAsync(new Uri($"api/users/{name}", UriKind.Relative), new { password = "the-password", tags = tags ?? string.Empty }, Ending);
        Assert.True(made.IsSuccessStatusCode, made.ToString());
        using var allowed = await http.PutAsJsonAsync(
            new Uri($"api/permissions/{vhost}/{name}", UriKind.Relative), new { configure = rights.Configure, write = rights.Write, read = rights.Read }, Ending);
        Assert.True(allowed.IsSuccessStatusCode, allowed.ToString());
        return ("Publishing__RabbitMq", $"amqp://{name}:the-password@127.0.0.1:{servers.Rabbit.Port}/{vhost}");
    }

    /// <summary>The permissions from deploy/README.md: write only, and everything.</summary>
    private static (string Configure, string Write, string Read) Documented(int which)
    {
        var match = Permissions().Matches(File.ReadAllText(Repository.File("deploy/README.md")))[which];
        return (match.Groups["configure"].Value, match.Groups["write"].Value, match.Groups["read"].Value);
    }

    [GeneratedRegex("set_permissions -p / relay '(?<configure>[^']*)' '(?<write>[^']*)' '(?<read>[^']*)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Permissions();
}
