using System.Security.Cryptography;
using System.Text.Json.Nodes;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Relaying;

/// <summary>Whether two webhooks can use one delivery id is not known. If their bodies differ, both are events with their own ids.</summary>
public sealed class SharedIdTests(SharedServers servers)
{
    private static readonly (string, string)[] Webhooks =
    [
        ("Receiving__Webhooks__one__Secrets__0", Sender.Secret), ("Receiving__Webhooks__two__Secrets__0", Sender.Secret), ("Receiving__Webhooks__three__Secrets__0", Sender.Secret),
    ];

    public static TheoryData<bool, bool> Lines() => new() { { true, false }, { false, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task One_id_by_two_webhooks_with_different_bodies_is_two_messages(bool redis, bool atTwoRelays)
    {
        await using var line = await RelayFixture.OpenAsync(servers.Rabbit, redis ? servers.Redis : null, Webhooks);
        await using var another = atTwoRelays ? await line.AnotherRelayAsync() : null;
        var other = another ?? line.Relay;
        var (first, second) = (SamplePayloads.V2("row-1"), SamplePayloads.V2("row-2", project: "project-2"));
        await IsAsync("accepted", line.Relay, first, "one");
        Assert.Equal("shared", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await line.Relay.EndsAsync("shared", "Relayed");
        await IsAsync("accepted", other, second, "two");

        var message = Assert.Single(await line.Queue.ReadAsync(1));
        Assert.Equal((OwnId(second), "row-2"), (message.Id, message.Subject));
        Assert.Equal(EventIdentity.MessageId(message.Id).ToString(), message.Properties.MessageId);
        Assert.NotEqual(EventIdentity.MessageId("shared").ToString(), message.Properties.MessageId);
        using var admin = new Admin(other);
        var entry = await admin.GetAsync($"/entries/{message.Sequence}");
        // The message arrives before the entry is settled under the event's id.
        await Eventually.TrueAsync(
            async () => (string?)(entry = await admin.GetAsync($"/entries/{message.Sequence}"))["delivery"]!["state"] is "relayed", TimeSpan.FromSeconds(30), "the entry is relayed");
        var kept = entry["event"]!;
        Assert.Equal((OwnId(second), message.Sequence), ((string?)kept["id"], (string?)kept["sequence"]));
        // Both are known from now on.
        await IsAsync("duplicate", line.Relay, first, "one");
        await IsAsync("duplicate", other, second, "two");
        await IsAsync("duplicate", other, second, "three");
        await line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task Id_reused_by_the_same_webhook_is_quarantined_in_any_order()
    {
        await using var line = await servers.OpenAsync(Webhooks);
        await using var other = await line.AnotherRelayAsync();
        await IsAsync("accepted", line.Relay, SamplePayloads.V2("row-1"), "one");
        await line.Relay.EndsAsync("shared", "Relayed");
        await IsAsync("accepted", line.Relay, SamplePayloads.V2("row-2"), "two");
        Assert.Equal(["shared", OwnId(SamplePayloads.V2("row-2"))], (await line.Queue.ReadAsync(2)).Select(message => message.Id).Order(StringComparer.Ordinal));

        await IsAsync("accepted", line.Relay, SamplePayloads.V2("row-3"), "one");
        await IsAsync("accepted", line.Relay, SamplePayloads.V2("row-4"), "two");
        await IsAsync("accepted", other, SamplePayloads.V2("row-5"), "one");
        await IsAsync("accepted", other, SamplePayloads.V2("row-6"), "two");

        using var admin = new Admin(line.Relay);
        using var otherAdmin = new Admin(other);
        await QuarantinedAsync(admin, 2);
        await QuarantinedAsync(otherAdmin, 2);
        await line.NothingMoreArrivesAsync();

        // An operator can replay them; subscribers do not confuse them with the first.
        await admin.EndOfReplayAsync(await admin.ReplayAsync(new JsonObject { ["filter"] = new JsonObject { ["state"] = new JsonArray("quarantined") } }));
        Assert.Equal(
            new[] { OwnId(SamplePayloads.V2("row-3")), OwnId(SamplePayloads.V2("row-4")) }.Order(StringComparer.Ordinal),
            (await line.Queue.ReadAsync(2)).Select(message => message.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_id_and_one_body_by_two_webhooks_is_one_message()
    {
        await using var line = await servers.OpenAsync(Webhooks);
        await using var other = await line.AnotherRelayAsync();
        await IsAsync("accepted", line.Relay, SamplePayloads.V2("row-1"), "one");
        await IsAsync("duplicate", line.Relay, SamplePayloads.V2("row-1"), "two");
        await line.Relay.EndsAsync("shared", "Relayed");
        await IsAsync("accepted", other, SamplePayloads.V2("row-1"), "three");
        await other.EndsAsync("shared", "Duplicate");

        Assert.Equal("shared", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await line.NothingMoreArrivesAsync();
    }

    private static async Task QuarantinedAsync(Admin admin, int count) => await Eventually.TrueAsync(
        async () => (await admin.TryAsync("/deliveries?state=quarantined&error=id-reused")) is (System.Net.HttpStatusCode.OK, var list) && list["deliveries"]!.AsArray().Count == count,
        TimeSpan.FromSeconds(30),
        $"{count} deliveries are quarantined as id-reused");

    /// <summary>The documented form, repeated independently.</summary>
    private static string OwnId(byte[] body) => $"shared.{Convert.ToHexStringLower(SHA256.HashData(body))[..16]}";

    private static async Task IsAsync(string status, RelayProcess relay, byte[] body, string webhook) =>
        Assert.Equal((200, status), await relay.SendAsync(body, "shared", path: $"/webhook-endpoint/{webhook}"));
}
