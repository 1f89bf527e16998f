using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Relaying;

/// <summary>A change that is delivered twice is relayed once; two changes are relayed twice.</summary>
public sealed class RepeatTests(SharedServers servers)
{
    [Fact]
    public async Task One_id_three_times_in_a_row_is_one_message()
    {
        await using var line = await servers.OpenAsync();
        var body = SamplePayloads.V2(dataRow: "row-1");
        Assert.Equal((200, "accepted"), await line.SendAsync(body, "same"));
        Assert.Equal((200, "duplicate"), await line.SendAsync(body, "same"));
        Assert.Equal((200, "duplicate"), await line.SendAsync(body, "same"));

        Assert.Equal("same", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task One_id_fifty_times_at_once_is_one_message()
    {
        await using var line = await servers.OpenAsync();
        var body = SamplePayloads.V2(dataRow: "row-1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => line.SendAsync(body, "same")));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Single(answers, answer => answer.Answer is "accepted");
        Assert.Single(await line.Queue.ReadAsync(1));
        await line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task One_id_at_two_relays_that_share_a_redis_is_one_message()
    {
        await using var line = await servers.OpenAsync();
        await using var other = await line.AnotherRelayAsync();
        for (var i = 0; i < 25; i++)
        {
            var body = SamplePayloads.V2(dataRow: $"row-{i}");
            var id = $"shared-{i}";
            var answers = await Task.WhenAll(line.SendAsync(body, id), line.SendAsync(body, id, other), line.SendAsync(body, id, other));
            Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        }

        var ids = (await line.Queue.ReadAsync(25)).Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(25, ids.Count);
        await line.Relay.EndedAsync(25);
        await other.EndedAsync(25);
        await line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task A_known_id_with_another_body_is_quarantined()
    {
        await using var line = await servers.OpenAsync();
        await using var other = await line.AnotherRelayAsync();
        await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1"), "reused");
        Assert.Single(await line.Queue.ReadAsync(1));

        Assert.Equal((200, "accepted"), await line.SendAsync(SamplePayloads.V2(dataRow: "row-2"), "reused"));
        Assert.Equal((200, "accepted"), await line.SendAsync(SamplePayloads.V2(dataRow: "row-3"), "reused", other));

        await line.Relay.EndsAsync("reused", "Quarantined", "id-reused");
        await other.EndsAsync("reused", "Quarantined", "id-reused");
        await line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task Same_body_with_a_new_id_is_one_message()
    {
        await using var line = await servers.OpenAsync();
        var body = SamplePayloads.V2(dataRow: "row-1", updatedAt: "2024-06-05T12:00:00Z");
        await line.AcceptedAsync(body, "first");
        await line.AcceptedAsync(body, "second");

        Assert.Equal("first", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await line.Relay.EndsAsync("second", "Duplicate");
        await line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task A_b_a_of_one_data_row_by_one_webhook_is_three_messages()
    {
        await using var line = await servers.OpenAsync();
        var (a, b) = (SamplePayloads.V2(dataRow: "row-1", updatedAt: "2024-06-05T12:00:00Z"), SamplePayloads.V2(dataRow: "row-1", updatedAt: "2024-06-05T12:00:01Z"));
        await line.AcceptedAsync(a, "a-1");
        await line.AcceptedAsync(b, "b-1");
        await line.AcceptedAsync(a, "a-2");

        Assert.Equal(["a-1", "b-1", "a-2"], (await line.Queue.ReadAsync(3)).Select(message => message.Id));
    }

    [Fact]
    public async Task Two_changes_within_one_second_by_one_webhook_are_two_messages()
    {
        await using var line = await servers.OpenAsync();
        await line.AcceptedAsync(SamplePayloads.V1(dataRow: "row-1", updatedAt: "2021-03-17T13:51:59Z", top: 10), "first");
        await line.AcceptedAsync(SamplePayloads.V1(dataRow: "row-1", updatedAt: "2021-03-17T13:51:59Z", top: 20), "second");

        Assert.Equal(["first", "second"], (await line.Queue.ReadAsync(2)).Select(message => message.Id));
    }

    [Fact]
    public async Task V1_change_under_two_secrets_with_different_signed_addresses_is_one_message()
    {
        await using var line = await servers.OpenAsync(("Receiving__Secrets__1", "second-secret"));
        await line.AcceptedAsync(SamplePayloads.V1(dataRow: "row-1", rowData: "https://storage.example/1.jpg?Signature=AAA"), "first");
        Assert.Equal((200, "accepted"), await line.SendAsync(SamplePayloads.V1(dataRow: "row-1", rowData: "https://storage.example/1.jpg?Signature=BBB"), "second", secret: "second-secret"));

        Assert.Equal("first", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await line.Relay.EndsAsync("second", "Duplicate");
        await line.NothingMoreArrivesAsync();
    }
}
