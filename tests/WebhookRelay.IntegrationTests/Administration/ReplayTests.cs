using System.Net;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Ledger;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Replays over HTTP from a ledger of 100,000 entries, with Redis and RabbitMQ.</summary>
public sealed class ReplayTests(FilledRelay filled) : IClassFixture<FilledRelay>
{
    private static readonly int[] All = [.. Enumerable.Range(0, FilledRelay.Count)];

    [Fact]
    public async Task Replay_matches_its_dry_run()
    {
        var replay = new JsonObject { ["filter"] = new JsonObject { ["project"] = "project-03", ["from"] = $"{filled.From:O}", ["to"] = $"{filled.From.AddMinutes(10):O}" }, ["rate"] = 5000 };
        var forecast = await filled.Admin.KnownForecastAsync(replay);
        var total = (long)forecast["total"]!;
        Assert.True(total > 100);
        Assert.Equal(total, Share(forecast, "third"));
        var updated = (int)Share(forecast, filled.Updated.Name);
        Assert.InRange(updated, 1, total);
        Assert.Equal(0, await filled.Third.CountAsync());

        replay["upTo"] = (string)forecast["upTo"]!;
        var id = await filled.Admin.ReplayAsync(replay);
        var ended = await filled.Admin.EndOfReplayAsync(id);
        Assert.Equal("completed", (string?)ended["state"]);
        Assert.Equal(total, (long)ended["total"]!);
        Assert.Equal(total, (long)ended["relayed"]!);

        var third = await filled.Third.ReadAsync((int)total);
        await filled.Updated.ReadAsync(updated);
        Assert.Equal(0, await filled.Third.CountAsync() + await filled.Updated.CountAsync());
        Assert.All(third, message => Assert.Equal(id, (string?)message.Json["replayid"]));
        Assert.Equal(third.Select(message => message.Id).Order(StringComparer.Ordinal), third.Select(message => message.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        foreach (var row in third.GroupBy(message => message.Subject, StringComparer.Ordinal))
        {
            Assert.Equal(row.Select(message => message.Sequence).Order(StringComparer.Ordinal), row.Select(message => message.Sequence));
        }

        var attempts = (await filled.Admin.GetAsync($"/deliveries/{third[0].Id}"))["deliveries"]![0]!["attempts"]!.AsArray();
        Assert.Null(attempts[0]!["replayId"]);
        Assert.Single(attempts, attempt => string.Equals((string?)attempt!["replayId"], id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replay_by_id_is_not_deduplicated()
    {
        await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: "again", project: "project-99"), "again-1");
        Assert.Equal("again-1", Assert.Single(await filled.Updated.ReadAsync(1)).Id);

        // A replay skips deliveries in progress, and a delivery is in progress until its outcome is in the ledger.
        await filled.Admin.StandsAsync("again-1", "relayed");
        for (var i = 0; i < 2; i++)
        {
            var id = await filled.Admin.ReplayAsync(new JsonObject { ["ids"] = new JsonArray("again-1") });
            var message = Assert.Single(await filled.Updated.ReadAsync(1));
            Assert.Equal("again-1", message.Id);
            Assert.Equal(Contracts.EventIdentity.MessageId("again-1").ToString(), message.Properties.MessageId);
            Assert.Equal("label.updated.project-99", message.RoutingKey);
            Assert.Equal(id, (string?)message.Json["replayid"]);
            await filled.Admin.EndOfReplayAsync(id);
        }
    }

    [Fact]
    public async Task Replay_can_target_one_subscriber()
    {
        await using var lone = await filled.Line.BindAsync("nothing.at.all", "lone");
        var replay = new JsonObject { ["filter"] = new JsonObject { ["dataRow"] = "row-0003" }, ["subscriber"] = "lone" };
        var expected = All.Where(i => i % FilledEntries.Rows is 3).Select(FilledEntries.Id).ToList();
        var forecast = await filled.Admin.ForecastAsync(replay);
        Assert.Equal(expected.Count, (int)forecast["total"]!);
        Assert.Equal($$"""[{"queue":"lone","events":{{expected.Count}}}]""", forecast["where"]!.ToJsonString());

        var id = await filled.Admin.ReplayAsync(replay);
        var got = await lone.ReadAsync(expected.Count);
        await filled.Admin.EndOfReplayAsync(id);
        Assert.Equal(expected, got.Select(message => message.Id));
        Assert.All(got, message => Assert.Equal("application/cloudevents+json", message.Properties.ContentType));
        Assert.Equal(0, await filled.Third.CountAsync() + await filled.Updated.CountAsync() + await lone.CountAsync());

        var attempt = (await filled.Admin.GetAsync($"/deliveries/{expected[0]}"))["deliveries"]![0]!["attempts"]!.AsArray()[^1]!;
        Assert.Equal("lone", (string?)attempt["queue"]);
    }

    [Fact]
    public async Task Replay_relays_unrouted_deliveries_once_and_keeps_unreadable_ones()
    {
        var filter = new JsonObject { ["state"] = new JsonArray("unrouted", "quarantined"), ["to"] = $"{filled.From.AddMinutes(30):O}" };
        var replay = new JsonObject { ["filter"] = filter };
        var before = await filled.Admin.ForecastAsync(replay);
        var unrouted = (long)before["unrouted"]!;
        Assert.InRange(unrouted, 1, 100);
        Assert.InRange((long)before["quarantined"]!, 1, 200);

        await using var reviews = await filled.Line.BindAsync("review.#", "reviews");
        var got = await reviews.ReadAsync(FilledRelay.Count / 1000, TimeSpan.FromSeconds(60));
        Assert.All(got, message => Assert.Null(message.Json["replayid"]));
        var ended = await filled.Admin.EndOfReplayAsync(await filled.Admin.ReplayAsync(replay));
        Assert.Equal((long)before["quarantined"]!, (long)ended["total"]!);
        Assert.Equal((long)before["quarantined"]!, (long)ended["quarantined"]!);
        Assert.Equal(0, await reviews.CountAsync());
        Assert.Equal("quarantined", (string?)(await filled.Admin.GetAsync("/deliveries/filled-000001"))["deliveries"]![0]!["delivery"]!["state"]);
    }

    [Fact]
    public async Task Replayed_quarantined_delivery_becomes_relayed()
    {
        const string Id = "reused-1";
        await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: "reused", project: "project-98"), Id);
        await filled.Line.AcceptedAsync(SamplePayloads.V2(dataRow: "reused", project: "project-98", padding: 1), Id);
        await filled.Admin.StandsAsync(Id, "quarantined", "relayed");
        await filled.Updated.ReadAsync(1);
        var sequence = (string)(await filled.Admin.GetAsync($"/deliveries/{Id}"))["deliveries"]![0]!["delivery"]!["sequence"]!;

        var replay = await filled.Admin.ReplayAsync(new JsonObject { ["sequences"] = new JsonArray(sequence) });
        await filled.Admin.EndOfReplayAsync(replay);
        Assert.Equal(sequence, Assert.Single(await filled.Updated.ReadAsync(1)).Sequence);
        JsonNode? entry = null;
        await Eventually.TrueAsync(
            async () => (string?)(entry = await filled.Admin.GetAsync($"/entries/{sequence}"))["delivery"]!["state"] is "relayed", TimeSpan.FromSeconds(10), "the entry is relayed");
        Assert.Equal(["quarantined", "relayed"], entry!["attempts"]!.AsArray().Select(attempt => (string)attempt!["outcome"]!));
        Assert.Equal(replay, (string?)entry["event"]!["replayid"]);
    }

    [Fact]
    public async Task Cancelled_replay_stays_listed()
    {
        await using var lone = await filled.Line.BindAsync("nothing.at.all", "cancelled");
        var id = await filled.Admin.ReplayAsync(new JsonObject { ["filter"] = new JsonObject(), ["all"] = true, ["subscriber"] = "cancelled", ["rate"] = 100 });
        await Eventually.TrueAsync(async () => (long)(await filled.Admin.GetAsync($"/replays/{id}"))["done"]! > 20, TimeSpan.FromSeconds(60), "the replay is under way");

        var ended = await filled.Admin.DeleteAsync($"/replays/{id}");
        Assert.Equal("cancelled", (string?)ended["state"]);
        Assert.InRange((long)ended["done"]!, 20, FilledRelay.Count / 2);
        await lone.HoldsAsync((long)ended["relayed"]!);
        Assert.Equal("cancelled", (string?)(await filled.Admin.DeleteAsync($"/replays/{id}"))["state"]);
        Assert.Contains(id, (await filled.Admin.GetAsync("/replays"))["replays"]!.AsArray().Select(replay => (string)replay!["id"]!));
    }

    [Fact]
    public async Task Replay_resumes_after_the_relay_was_killed()
    {
        await using var lone = await filled.Line.BindAsync("nothing.at.all", "killed");
        var id = await filled.Admin.ReplayAsync(new JsonObject { ["filter"] = new JsonObject { ["project"] = "project-06" }, ["subscriber"] = "killed", ["rate"] = 500 });
        await Eventually.TrueAsync(async () => (long)(await filled.Admin.GetAsync($"/replays/{id}"))["done"]! > 1000, TimeSpan.FromSeconds(60), "the replay is under way");
        await filled.Relay.KillAsync();
        await filled.Relay.StartAgainAsync();

        var ended = await filled.Admin.EndOfReplayAsync(id);
        var expected = All.Where(i => i % FilledEntries.Projects is 6 && FilledEntries.State(i) is DeliveryState.Relayed).Select(FilledEntries.Id).ToList();
        Assert.Equal(expected.Count, (int)ended["relayed"]!);
        var got = await lone.ReadAllAsync();
        var firsts = got.DistinctBy(message => message.Id, StringComparer.Ordinal).ToList();
        Assert.Equal(expected, firsts.Select(message => message.Id).Order(StringComparer.Ordinal));
        Assert.All(got, message => Assert.Equal(id, (string?)message.Json["replayid"]));

        // Deliveries in progress at the kill may arrive after others, but not after a later one of their row.
        Assert.All(firsts.GroupBy(message => message.Subject, StringComparer.Ordinal), row => Assert.Equal(row.Select(message => message.Sequence).Order(StringComparer.Ordinal), row.Select(message => message.Sequence)));

        // Only deliveries after the last progress record are published twice.
        Assert.InRange(got.Count, expected.Count, expected.Count + 1500);
    }

    [Theory]
    [InlineData("""{}""", "filter")]
    [InlineData("""{"filter":{},"ids":["filled-000002"]}""", "filter")]
    [InlineData("""{"ids":["unknown"]}""", "ids[0]")]
    [InlineData("""{"sequences":["1"]}""", "sequences[0]")]
    [InlineData("""{"filter":{"state":["lost"]}}""", "filter.state")]
    [InlineData("""{"filter":{"projekt":"p"}}""", "filter.projekt")]
    [InlineData("""{"filter":{},"all":true,"rate":0}""", "rate")]
    [InlineData("""{"filter":{},"all":true,"subscriber":"unknown"}""", "subscriber")]
    [InlineData("""{"filter":{},"all":true,"subscriber":"%256"}""", "subscriber")]
    [InlineData("""{"filter":{},"all":true,"upTo":"x"}""", "upTo")]
    [InlineData("""{"filter":{},"all":true,"dryrun":true}""", "dryrun")]
    [InlineData("""[]""", "body")]
    public async Task Invalid_replay_request_is_rejected_with_the_field_named(string order, string name)
    {
        var (status, problem) = await filled.Admin.PostAsync("/replays", JsonNode.Parse(order.Replace("%256", new string('q', 256), StringComparison.Ordinal))!);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([name], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Subscribers_are_shown_with_their_bindings_depth_and_consumers()
    {
        await using var deep = await filled.Line.BindAsync("deep.#", "deep");
        await filled.Admin.EndOfReplayAsync(await filled.Admin.ReplayAsync(new JsonObject { ["ids"] = new JsonArray("filled-000042", "filled-000043"), ["subscriber"] = "deep" }));
        JsonArray subscribers = [];
        await Eventually.TrueAsync(
            async () => (subscribers = (await filled.Admin.GetAsync("/subscribers"))["subscribers"]!.AsArray()).Any(subscriber => (string?)subscriber!["queue"] is "deep" && (long?)subscriber["messages"] is 2),
            TimeSpan.FromSeconds(30), "the broker reports the queue and its messages", () => $"It is {subscribers.ToJsonString()}");

        var third = Assert.Single(subscribers, subscriber => (string?)subscriber!["queue"] is "third")!;
        Assert.True((bool)third["declared"]!);
        Assert.Equal(["*.*.project-03"], third["bindings"]!.AsArray().Select(binding => (string)binding!));
        var shown = Assert.Single(subscribers, subscriber => (string?)subscriber!["queue"] is "deep")!;
        Assert.False((bool)shown["declared"]!);
        Assert.Equal(["deep.#"], shown["bindings"]!.AsArray().Select(binding => (string)binding!));
        Assert.Equal(0, (long)shown["consumers"]!);
    }

    [Fact]
    public async Task Oldest_message_age_is_shown_if_the_broker_reports_it()
    {
        await filled.Line.DeclareClassicAsync("classic");
        await using var connection = await filled.Line.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.QueueBindAsync("classic", Contracts.EventExchange.Name, "classic.#", cancellationToken: TestContext.Current.CancellationToken);
        await filled.Admin.EndOfReplayAsync(await filled.Admin.ReplayAsync(new JsonObject { ["ids"] = new JsonArray("filled-000042"), ["subscriber"] = "classic" }));

        JsonNode? classic = null;
        await Eventually.TrueAsync(
            async () => (classic = (await filled.Admin.GetAsync("/subscribers"))["subscribers"]!.AsArray().Single(subscriber => (string?)subscriber!["queue"] is "classic"))!["oldestMessageAt"] is not null,
            TimeSpan.FromSeconds(60), "the broker reports it", () => $"It is {classic?.ToJsonString()}");

        // An event's timestamp is the time of its change.
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), (DateTimeOffset)classic!["oldestMessageAt"]!);
        Assert.InRange((double)classic["oldestMessageAge"]!, 1, double.MaxValue);
    }

    private static long Share(JsonNode forecast, string queue) =>
        forecast["where"]!.AsArray().Where(share => string.Equals((string?)share!["queue"], queue, StringComparison.Ordinal)).Sum(share => (long)share!["events"]!);
}
