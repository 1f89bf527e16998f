using System.Security.Cryptography;
using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Large;

/// <summary>Tests that use much of the disk or check its free space run sequentially.</summary>
[CollectionDefinition(Name)]
public sealed class LargeDiskCollection
{
    public const string Name = "Much of the disk";
}

/// <summary>Bodies too large for memory and data too large for an event: response, storage, event and download.</summary>
[Collection(LargeDiskCollection.Name)]
public sealed class LargeDeliveryTests(SharedServers servers)
{
    private const int MiB = 1024 * 1024;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Oversized_data_is_referenced_by_the_event_and_downloadable(bool declared)
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        var delivery = new LargeDelivery("large", 9 * MiB);
        Assert.Equal((200, "accepted"), await line.SendAsync(delivery, declared));

        var message = Assert.Single(await line.Line.Queue.ReadAsync(1));
        Assert.Equal("label.updated.project-1", message.RoutingKey);
        Assert.False(message.Json.ContainsKey("data"));
        Assert.Equal($"{line.Relay.ManagementUrl}payloads/{delivery.Sha256}", (string?)message.Json["dataref"]);
        Assert.Equal((delivery.Sha256, delivery.Length), ((string?)message.Json["datasha256"], (long?)message.Json["datalength"]));
        Assert.Equal(("row-large", "label-1", "video", "v2"), (message.Subject, (string?)message.Json["labelid"], (string?)message.Json["mediatype"], (string?)message.Json["payloadversion"]));
        Assert.InRange(message.Body.Length, 1, 2_000);
        Assert.Equal((delivery.Sha256, delivery.Length), await line.FetchAsync(message));

        Assert.Equal((200, "duplicate"), await line.SendAsync(delivery, declared));
        Assert.Equal(delivery.Sha256, Path.GetFileName(Assert.Single(line.Files)));
        Assert.Empty(line.Incoming);
    }

    [Fact]
    public async Task Data_between_the_limits_is_in_the_event_and_not_downloadable()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        var body = SamplePayloads.V2(dataRow: "row-1", padding: 3 * MiB);
        await line.Line.AcceptedAsync(body, "middle");

        var message = Assert.Single(await line.Line.Queue.ReadAsync(1));
        Assert.Contains(Encoding.UTF8.GetString(body), Encoding.UTF8.GetString(message.Body.Span), StringComparison.Ordinal);
        Assert.Single(line.Files);
        using var response = await line.FetchAsync($"{line.Relay.ManagementUrl}payloads/{Convert.ToHexStringLower(SHA256.HashData(body))}");
        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task Rejected_delivery_leaves_no_file()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers, ("Receiving__MaxBodyBytes", $"{3 * MiB}"));
        var (fits, tooLong) = (new LargeDelivery("fits", 3 * MiB), new LargeDelivery("too-long", (3 * MiB) + 1));
        var otherSignature = Sender.Sha1("another body"u8);

        Assert.Equal(413, (await line.SendAsync(tooLong)).Status);
        Assert.Equal(413, (await line.SendAsync(tooLong, declared: false)).Status);
        Assert.Equal(401, (await line.SendAsync(fits.Request(line.Relay.PublicUrl, signature: otherSignature))).Status);
        Assert.Equal(401, (await line.SendAsync(fits.Request(line.Relay.PublicUrl, declared: false, signature: otherSignature))).Status);
        Assert.Equal(400, (await line.SendAsync(fits, id: "with space")).Status);
        Assert.Empty(line.Incoming);
        Assert.Empty(line.Files);

        Assert.Equal((200, "accepted"), await line.SendAsync(fits));
        Assert.Equal("fits", Assert.Single(await line.Line.Queue.ReadAsync(1)).Id);
    }

    [Fact]
    public async Task Large_body_without_disk_space_is_rejected_while_small_ones_are_accepted()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers, ("Receiving__MaxBodyBytes", "2147483591"));
        var free = new DriveInfo(line.Relay.LedgerPath).AvailableFreeSpace;
        await line.Relay.TerminateAsync();
        await line.Relay.StartAgainAsync(("Ledger__RefuseAt", $"{free - (1024L * MiB)}"), ("Ledger__WarnAt", $"{free}"));
        var head = $"""
            POST /webhook-endpoint HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Content-Length: 2147483591
            X-Hub-Signature: {Sender.Sha1("any"u8)}
            X-Labelbox-Id: no-room
            X-Labelbox-Event: LABEL_UPDATED
            Connection: close
            """;

        Assert.Equal(503, await Receiving.PublicPortRequests.RawAsync(line.Relay.PublicUrl, head, "{}"u8.ToArray(), Ending));
        Assert.Empty(line.Incoming);
        Assert.Equal((200, "accepted"), await line.SendAsync(new LargeDelivery("room", 2 * MiB)));
    }

    [Fact]
    public async Task Large_payload_without_a_payload_url_is_quarantined_naming_the_key()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers, ("Publishing__PayloadUrl", ""));
        Assert.Equal((200, "accepted"), await line.SendAsync(new LargeDelivery("nowhere", 9 * MiB)));
        await line.Relay.EndsAsync("nowhere", "Quarantined", "too-large");
        await line.Relay.EndsAsync("nowhere", "Quarantined", "Publishing:PayloadUrl");

        await line.Line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task A_large_v1_delivery_is_not_rewritten()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers, ("Publishing__InlineBytes", $"{2 * MiB}"));
        var body = SamplePayloads.V1(dataRow: "row-9", project: "project-9", label: "label-9", rowData: new string('x', 3 * MiB));
        await line.Line.AcceptedAsync(body, "v1-large");

        var message = Assert.Single(await line.Line.Queue.ReadAsync(1));
        Assert.Equal("label.updated.project-9", message.RoutingKey);
        Assert.Equal(("v1", "row-9", "label-9"), ((string?)message.Json["payloadversion"], message.Subject, (string?)message.Json["labelid"]));
        Assert.Equal("2021-03-17T13:51:59Z", (string?)message.Json["time"]);
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(body)), body.Length), await line.FetchAsync(message));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(" \r\n", "\n")]
    [InlineData("\uFEFF", " ")]
    [InlineData("""{"event":"x","body":""", "}")]
    public async Task Download_contains_exactly_the_row(string before, string after)
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers, ("Publishing__InlineBytes", $"{2 * MiB}"));
        var row = SamplePayloads.V2(dataRow: "row-1", padding: 3 * MiB);
        await line.Line.AcceptedAsync([.. Encoding.UTF8.GetBytes(before), .. row, .. Encoding.UTF8.GetBytes(after)], "wrapped");

        var message = Assert.Single(await line.Line.Queue.ReadAsync(1));
        Assert.Equal("row-1", message.Subject);
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(row)), row.Length), await line.FetchAsync(message));
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(row)), row.Length), ((string?)message.Json["datasha256"], (long?)message.Json["datalength"]));
    }

    [Fact]
    public async Task Small_row_in_a_large_body_is_embedded()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers, ("Publishing__InlineBytes", $"{2 * MiB}"));
        var row = SamplePayloads.V2(dataRow: "row-1");
        await line.Line.AcceptedAsync([.. Encoding.UTF8.GetBytes($$"""{"padding":"{{new string('p', 3 * MiB)}}","body":"""), .. row, .. "}"u8], "padded");

        var message = Assert.Single(await line.Line.Queue.ReadAsync(1));
        Assert.Contains(Encoding.UTF8.GetString(row), Encoding.UTF8.GetString(message.Body.Span), StringComparison.Ordinal);
        Assert.False(message.Json.ContainsKey("dataref"));
    }

    [Fact]
    public async Task Buffered_body_can_have_data_too_large_for_an_event()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers, ("Publishing__InlineBytes", "1024"));
        var (v2, v1) = (SamplePayloads.V2(dataRow: "row-v2", padding: 2_000), SamplePayloads.V1(dataRow: "row-v1", rowData: new string('x', 2_000)));
        await line.Line.AcceptedAsync(v2, "v2");
        await line.Line.AcceptedAsync(v1, "v1");
        // This row grows when its key frames are normalized, to less than twice its length.
        var frames = string.Join(',', Enumerable.Range(100, 120));
        var grows = $$$"""{"data_row":{"id":"row-grows"},"projects":{"p":{"labels":[{"annotations":{"key_frame_feature_map":{"f":[{{{frames}}}]} } }] } },"x":"{{{new string('x', 420)}}}"}""";
        Assert.InRange(grows.Length, 1_000, 1_024);
        await line.Line.AcceptedAsync(Encoding.UTF8.GetBytes(grows), "grows");

        var messages = (await line.Line.Queue.ReadAsync(3)).ToDictionary(message => message.Id, StringComparer.Ordinal);
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(v2)), v2.Length), await line.FetchAsync(messages["v2"]));
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(v1)), v1.Length), await line.FetchAsync(messages["v1"]));
        Assert.Equal(((string?)messages["grows"].Json["datasha256"], (long)messages["grows"].Json["datalength"]!), await line.FetchAsync(messages["grows"]));
        using var rewritten = await line.FetchAsync((string)messages["grows"].Json["dataref"]!);
        Assert.Contains("\"100\":true", await rewritten.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_event_keeps_its_order_within_its_row()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        var large = new LargeDelivery("order", 32 * MiB);
        Assert.Equal((200, "accepted"), await line.SendAsync(large));
        for (var i = 0; i < 20; i++)
        {
            await line.Line.AcceptedAsync(SamplePayloads.V2("row-order", updatedAt: $"2024-06-05T12:00:{i:D2}Z"), $"after-{i:D2}");
        }

        var ids = (await line.Line.Queue.ReadAsync(21)).Select(message => message.Id);
        Assert.Equal(["order", .. Enumerable.Range(0, 20).Select(i => $"after-{i:D2}")], ids);
    }

    [Fact]
    public async Task Unrouted_large_event_waits_for_a_queue_across_a_restart()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        await line.Line.Queue.UnbindAsync();
        var delivery = new LargeDelivery("unrouted", 9 * MiB);
        Assert.Equal((200, "accepted"), await line.SendAsync(delivery));
        await line.Relay.EndsAsync("unrouted", "Unrouted");
        await line.Relay.KillAsync();
        await line.Relay.StartAgainAsync();
        await line.Line.Queue.BindAgainAsync();

        Assert.Equal((delivery.Sha256, delivery.Length), await line.FetchAsync(Assert.Single(await line.Line.Queue.ReadAsync(1))));
    }

    [Fact]
    public async Task Large_body_with_a_missing_file_is_quarantined_without_blocking()
    {
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        await line.Line.Queue.UnbindAsync();
        Assert.Equal((200, "accepted"), await line.SendAsync(new LargeDelivery("gone", 9 * MiB)));
        await line.Relay.EndsAsync("gone", "Unrouted");
        await line.Relay.KillAsync();
        File.Delete(Assert.Single(line.Files));
        await line.Relay.StartAgainAsync();
        await line.Line.Queue.BindAgainAsync();

        await line.Relay.EndsAsync("gone", "Quarantined", "not-read");
        await line.Line.NothingMoreArrivesAsync();
    }
}
