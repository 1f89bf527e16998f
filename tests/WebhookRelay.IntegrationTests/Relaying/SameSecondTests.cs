using System.Globalization;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Relaying;

/// <summary>Times often have whole seconds, so the content decides whether two deliveries are one event.</summary>
public sealed class SameSecondTests(SharedServers servers)
{
    private const string OtherSecret = "second-secret";

    private static readonly (string, string)[] TwoSecrets = [("Receiving__Secrets__1", OtherSecret)];
    private static readonly (string, string)[] TwoWebhooks = [("Receiving__Webhooks__one__Secrets__0", Sender.Secret), ("Receiving__Webhooks__two__Secrets__0", Sender.Secret)];

    public static TheoryData<string, string> Edits() => new(
        from version in (string[])["v1", "v2", "v2 with a content time"] from topic in (string[])["LABEL_UPDATED", "LABEL_CREATED"] select (version, topic));

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Two_edits_within_one_second_under_two_secrets_are_two_messages(string version, string topic)
    {
        await using var line = await servers.OpenAsync(TwoSecrets);
        await AcceptedAsync(line, Edit(version, 10), "first", topic);
        await AcceptedAsync(line, Edit(version, 20), "second", topic, secret: OtherSecret);

        Assert.Equal(["first", "second"], (await line.Queue.ReadAsync(2)).Select(message => message.Id));
        await line.NothingMoreArrivesAsync();
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Two_edits_within_one_second_by_two_webhooks_at_two_relays_are_two_messages(string version, string topic)
    {
        await using var line = await servers.OpenAsync(TwoWebhooks);
        await using var other = await line.AnotherRelayAsync();
        await AcceptedAsync(line, Edit(version, 10), "first", topic, webhook: "one");
        Assert.Equal("first", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await AcceptedAsync(line, Edit(version, 20), "second", topic, webhook: "two", relay: other);

        Assert.Equal("second", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await line.NothingMoreArrivesAsync();
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task One_edit_by_two_webhooks_that_sign_their_addresses_is_one_message(string version, string topic)
    {
        await using var line = await servers.OpenAsync(TwoWebhooks);
        await AcceptedAsync(line, Edit(version, 10, "?X-Goog-Signature=AAA&X-Goog-Expires=600"), "first", topic, webhook: "one");
        await AcceptedAsync(line, Edit(version, 10, "?X-Goog-Signature=BBB&X-Goog-Expires=600"), "second", topic, webhook: "two");

        Assert.Equal("first", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await line.Relay.EndsAsync("second", "Duplicate");
        await line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task Change_without_a_time_from_two_webhooks_with_signed_addresses_is_one_message()
    {
        await using var line = await servers.OpenAsync(TwoWebhooks);
        await AcceptedAsync(line, Edit("v1", 10, "?Signature=AAA"), "first", "WORKFLOW_ACTION", webhook: "one");
        await AcceptedAsync(line, Edit("v1", 10, "?Signature=BBB"), "second", "WORKFLOW_ACTION", webhook: "two");

        Assert.Equal("first", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await line.Relay.EndsAsync("second", "Duplicate");
        await line.NothingMoreArrivesAsync();
    }

    /// <summary>The end of a rotation: the old webhook also delivered the first change, and is off when the row changes back.</summary>
    [Fact]
    public async Task A_b_a_from_one_webhook_is_three_messages_although_another_webhook_sent_the_first()
    {
        await using var line = await servers.OpenAsync(TwoWebhooks);
        var (a, b) = (Edit("v1", 10), Edit("v1", 20));
        await AcceptedAsync(line, a, "a-by-one", webhook: "one");
        await AcceptedAsync(line, a, "a-by-two", webhook: "two");
        await line.Relay.EndsAsync("a-by-two", "Duplicate");
        await AcceptedAsync(line, b, "b-by-two", webhook: "two");
        await AcceptedAsync(line, a, "a-again-by-two", webhook: "two");

        Assert.Equal(["a-by-one", "b-by-two", "a-again-by-two"], (await line.Queue.ReadAsync(3)).Select(message => message.Id));
    }

    [Fact]
    public async Task A_b_a_from_two_webhooks_is_three_messages()
    {
        await using var line = await servers.OpenAsync(TwoWebhooks);
        var count = 0;
        foreach (var webhook in (string[])["one", "two"])
        {
            foreach (var left in (int[])[10, 20, 10])
            {
                await AcceptedAsync(line, Edit("v1", left, $"?Signature={webhook}"), string.Create(CultureInfo.InvariantCulture, $"{webhook}-{count++}"), webhook: webhook);
            }
        }

        Assert.Equal(["one-0", "one-1", "one-2"], (await line.Queue.ReadAsync(3)).Select(message => message.Id));
        await line.Relay.EndsAsync("two-5", "Duplicate");
        await line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task Consensus_change_names_the_changed_label_and_arrives_once()
    {
        await using var line = await servers.OpenAsync(TwoWebhooks);
        await AcceptedAsync(line, Consensus("?Signature=AAA"), "first", webhook: "one");
        await AcceptedAsync(line, Consensus("?Signature=BBB"), "second", webhook: "two");

        var message = Assert.Single(await line.Queue.ReadAsync(1));
        Assert.Equal(("first", "label-b", "2024-06-05T12:00:00.513Z"), (message.Id, (string?)message.Json["labelid"], (string?)message.Json["time"]));
        await line.Relay.EndsAsync("second", "Duplicate");
        await line.NothingMoreArrivesAsync();
    }

    private static byte[] Edit(string version, int left, string query = "") => version switch
    {
        "v1" => SamplePayloads.V1("row-1", top: left, rowData: $"https://storage.example/b.jpg{query}"),
        "v2" => SamplePayloads.V2("row-1", left: left, rowData: $"https://storage.example/b.jpg{query}"),
        _ => SamplePayloads.V2(
            "row-1", left: left, rowData: $"https://storage.example/b.jpg{query}",
            updatedAt: """2024-06-05T12:00:00.000+00:00","content_last_updated_at":"2024-06-05T11:59:59.000+00:00"""),
    };

    private static byte[] Consensus(string query) => System.Text.Encoding.UTF8.GetBytes($$$$"""
        {"data_row":{"id":"row-1","row_data":"https://storage.example/b.jpg{{{{query}}}}"},"media_attributes":{"asset_type":"image"},
         "projects":{"project-1":{"name":"p","labels":[
           {"id":"label-a","label_details":{"created_at":"2024-06-05T11:00:00.000+00:00","updated_at":"2024-06-05T12:00:02.000+00:00","content_last_updated_at":"2024-06-05T11:00:00.207+00:00"},"annotations":{"objects":[],"classifications":[],"relationships":[]}},
           {"id":"label-b","label_details":{"created_at":"2024-06-05T11:30:00.000+00:00","updated_at":"2024-06-05T12:00:02.000+00:00","content_last_updated_at":"2024-06-05T12:00:00.513+00:00"},"annotations":{"objects":[],"classifications":[],"relationships":[]}}]}}}
        """);

    private static async Task AcceptedAsync(
        RelayFixture line, byte[] body, string id, string topic = "LABEL_UPDATED", string? webhook = null, string? secret = null, RelayProcess? relay = null) =>
        Assert.Equal(
            (200, "accepted"),
            await (relay ?? line.Relay).SendAsync(body, id, topic, secret, path: webhook is null ? "/webhook-endpoint" : $"/webhook-endpoint/{webhook}"));
}
