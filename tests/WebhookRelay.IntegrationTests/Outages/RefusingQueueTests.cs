using System.Globalization;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>A full queue of another service among others: <c>healthy</c> and <c>full</c> get created labels, <c>other</c> updated ones.</summary>
public sealed class RefusingQueueTests(SharedServers servers)
{
    private const int Room = 10;

    private static readonly TimeSpan GoesOnWithin = TimeSpan.FromSeconds(60);

    /// <summary>Long enough for several retries.</summary>
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Full_queue_does_not_block_others_and_catches_up_once_read()
    {
        const int Created = 1000;
        const int Updated = 20;
        await using var line = await OpenAsync(("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri));
        await using var queues = await Queues.BindAsync(line, servers.Rabbit);

        await SendAsync(line, Created, Updated, updatedRow: i => $"row-{i}");
        await queues.Other.HoldsAsync(Updated);
        await queues.Healthy.HoldsAtLeastAsync(Created, GoesOnWithin);
        await HealthNamesAsync(line.Relay, "'full'");
        // The test needs a rejection of this length.
        await Task.Delay(AWhile, TestContext.Current.CancellationToken);
        await line.Relay.KillAsync();
        await line.Relay.StartAgainAsync();
        await HealthNamesAsync(line.Relay, "'full'");
        await Task.Delay(AWhile, TestContext.Current.CancellationToken);
        Assert.Equal(Room, await queues.Full.CountAsync());

        var full = await queues.Full.ReadUntilAsync(Created, GoesOnWithin);
        await RelayedAsync(line.Relay);
        await line.Relay.HealthShowsAsync("queues", "up");
        Judge(full, "created", Created, most: 2);
        Judge(await queues.Healthy.ReadAllAsync(), "created", Created, most: 2);
        Judge(await queues.Other.ReadAllAsync(), "updated", Updated, most: 1);
    }

    [Fact]
    public async Task Slowly_read_full_queue_gets_row_events_in_order()
    {
        const int Rows = 5;
        const int Each = 20;
        await using var line = await OpenAsync(("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri));
        await using var queues = await Queues.BindAsync(line, servers.Rabbit);
        var reading = queues.Full.ReadUntilAsync(Rows * Each, GoesOnWithin, pause: TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < Rows * Each; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i % Rows}", label: $"label-{i}"), $"created-{i}", "LABEL_CREATED");
        }

        foreach (var row in (await reading).GroupBy(message => message.Subject, StringComparer.Ordinal))
        {
            var sequences = row.DistinctBy(message => message.Id).Select(message => message.Sequence).ToList();
            Assert.Equal(Each, sequences.Count);
            Assert.Equal(sequences.Order(StringComparer.Ordinal), sequences);
        }
    }

    [Fact]
    public async Task Rejection_by_an_unknown_queue_is_retried_with_back_off_without_blocking_other_topics()
    {
        const int Created = 800;
        const int Updated = 20;
        await using var line = await OpenAsync(("Publishing__RabbitMqManagement", $"http://127.0.0.1:{ServerProcess.FreePort()}"));
        await using var queues = await Queues.BindAsync(line, servers.Rabbit);

        await SendAsync(line, Created, Updated, updatedRow: i => $"other-row-{i}");
        await queues.Other.HoldsAsync(Updated);
        await queues.Healthy.HoldsAtLeastAsync(Created, GoesOnWithin);
        await HealthNamesAsync(line.Relay, "label.created.project-1");
        // The test needs a rejection of this length.
        await Task.Delay(AWhile, TestContext.Current.CancellationToken);
        Assert.InRange(await queues.Healthy.CountAsync(), Created, Created + 10);

        await queues.UnlimitAsync();
        await line.AcceptedAsync(SamplePayloads.V2("row-last"), "created-last", "LABEL_CREATED");
        await RelayedAsync(line.Relay);
        await line.Relay.HealthShowsAsync("queues", "up");
        // The few that were retried arrive a third time after the rejection ends.
        Judge((await queues.Full.ReadAllAsync()).Where(message => message.Id is not "created-last"), "created", Created, most: 3);
        Judge((await queues.Healthy.ReadAllAsync()).Where(message => message.Id is not "created-last"), "created", Created, most: 3);
        Judge(await queues.Other.ReadAllAsync(), "updated", Updated, most: 1);
    }

    [Fact]
    public async Task Rejecting_declared_subscriber_is_named()
    {
        await using var line = await OpenAsync(
            ("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri), ("Subscribers__training__Topics__0", "LABEL_CREATED"));
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
        await using var queues = await Queues.BindAsync(line, servers.Rabbit, fullIs: "training");
        var sent = 0;
        // A quorum queue obeys a new policy only after some more messages.
        await Eventually.TrueAsync(
            async () =>
            {
                await line.AcceptedAsync(SamplePayloads.V2($"row-{sent}"), $"created-{sent++}", "LABEL_CREATED");
                return (string?)(await line.Relay.ReadyAsync()).Body["checks"]!["subscriber:training"]!["status"] is "degraded";
            },
            GoesOnWithin, "a subscriber whose queue rejects is degraded");
        await queues.UnlimitAsync();
        await RelayedAsync(line.Relay);
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
    }

    [Fact]
    public async Task Replay_rejected_by_one_queue_duplicates_into_no_other()
    {
        const int Created = 30;
        await using var line = await OpenAsync(("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri));
        await using var queues = await Queues.BindAsync(line, servers.Rabbit);
        await queues.UnlimitAsync();
        await SendAsync(line, Created, updated: 0, updatedRow: i => $"row-{i}");
        await RelayedAsync(line.Relay);
        await queues.Healthy.ReadAllAsync();
        await queues.Full.ReadAllAsync();
        await queues.LimitAsync();

        using var admin = new Admin(line.Relay);
        var id = await admin.ReplayAsync(new JsonObject { ["filter"] = new JsonObject { ["topic"] = new JsonArray("LABEL_CREATED") } });
        await queues.Healthy.HoldsAtLeastAsync(Created, GoesOnWithin);
        await Task.Delay(AWhile, TestContext.Current.CancellationToken);
        Judge(await queues.Healthy.ReadAllAsync(), "created", Created, most: 2);
        await queues.UnlimitAsync();
        Assert.Equal("completed", (string?)(await admin.EndOfReplayAsync(id))["state"]);
        Judge(await queues.Full.ReadAllAsync(), "created", Created, most: 2);
        Assert.Empty(await queues.Healthy.ReadAllAsync());
    }

    private Task<RelayFixture> OpenAsync(params (string Key, string Value)[] settings) =>
        RelayFixture.OpenAsync(servers.Rabbit, servers.Redis, "no.queue.of-this-test", [("Publishing__Deadline", "00:00:03"), ("Deduplication__Lease", "00:00:05"), .. settings]);

    private static async Task SendAsync(RelayFixture line, int created, int updated, Func<int, string> updatedRow)
    {
        await Parallel.ForAsync(0, created, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i}"), $"created-{i}", "LABEL_CREATED"));
        for (var i = 0; i < updated; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2(updatedRow(i), updatedAt: "2024-06-05T13:00:00Z"), $"updated-{i}");
        }
    }

    private static Task HealthNamesAsync(RelayProcess relay, string what)
    {
        JsonNode? shown = null;
        return Eventually.TrueAsync(
            async () => (string?)(shown = (await relay.ReadyAsync()).Body["checks"]?["queues"])?["status"] is "degraded"
                && ((string?)shown["reason"])!.Contains(what, StringComparison.Ordinal),
            GoesOnWithin, $"health names {what}", () => $"It shows {shown?.ToJsonString()}");
    }

    private static async Task RelayedAsync(RelayProcess relay)
    {
        using var admin = new Admin(relay);
        await Eventually.TrueAsync(
            async () => (await admin.TryAsync("/deliveries?state=accepted&limit=1")) is (System.Net.HttpStatusCode.OK, var list) && list["deliveries"]!.AsArray().Count is 0,
            GoesOnWithin, "everything is relayed", () => string.Join('\n', relay.Output.TakeLast(20)));
    }

    private static void Judge(IEnumerable<ReceivedEvent> messages, string ids, int count, int most)
    {
        var copies = messages.GroupBy(message => message.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{ids}-{i}")).Order(StringComparer.Ordinal), copies.Keys.Order(StringComparer.Ordinal));
        Assert.All(copies, copy => Assert.InRange(copy.Value, 1, most));
    }

    private sealed class Queues(RelayFixture line, RabbitMqServer rabbit, EventQueue healthy, EventQueue full, EventQueue other) : IAsyncDisposable
    {
        public EventQueue Healthy => healthy;

        public EventQueue Full => full;

        public EventQueue Other => other;

        public static async Task<Queues> BindAsync(RelayFixture line, RabbitMqServer rabbit, string fullIs = "full")
        {
            var healthy = await line.BindAsync("label.created.*", "healthy");
            var full = fullIs is "full" ? await line.DeclareClassicAsync(fullIs, routingKey: "label.created.*") : line.Existing(fullIs);
            var other = await line.BindAsync("label.updated.*", "other");
            var queues = new Queues(line, rabbit, healthy, full, other);
            await queues.LimitAsync();
            return queues;
        }

        /// <summary>The policy that the other service's operator sets.</summary>
        public Task LimitAsync() => rabbit.LimitAsync(line.Vhost, full.Name, Room);

        public Task UnlimitAsync() => rabbit.UnlimitAsync(line.Vhost);

        public async ValueTask DisposeAsync()
        {
            await healthy.DisposeAsync();
            await full.DisposeAsync();
            await other.DisposeAsync();
        }
    }
}
