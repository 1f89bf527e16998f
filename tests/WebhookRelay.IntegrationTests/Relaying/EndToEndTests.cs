using System.Text.Json.Nodes;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Relaying;

/// <summary>A signed delivery becomes one message, read with a plain RabbitMQ client.</summary>
public sealed class EndToEndTests(SharedServers servers)
{
    /// <summary>The relay sets the first two; the client library adds its confirm header, and a quorum queue its delivery count.</summary>
    private static readonly string[] NamedHeaders = ["traceparent", "tracestate", "x-dotnet-pub-seq-no", "x-delivery-count"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task V2_delivery_becomes_one_message_with_its_row_unchanged()
    {
        await using var line = await servers.OpenAsync();
        var body = SamplePayloads.V2(dataRow: "row-1", project: "project-1", label: "label-1", updatedAt: "2024-06-05T12:00:00.250+00:00");
        await line.AcceptedAsync(body, id: "v2-1", topic: "LABEL_UPDATED");

        var message = Assert.Single(await line.Queue.ReadAsync(1));
        Assert.Equal("label.updated.project-1", message.RoutingKey);
        Assert.Equal(EventExchange.ContentType, message.Properties.ContentType);
        Assert.Equal("com.labelbox.label.updated", message.Properties.Type);
        Assert.Equal(EventIdentity.MessageId("v2-1").ToString(), message.Properties.MessageId);
        Assert.True(message.Properties.Persistent);
        Assert.True(message.Properties.Timestamp.UnixTime > 0);
        Assert.All(message.Properties.Headers ?? new Dictionary<string, object?>(StringComparer.Ordinal), header => Assert.Contains(header.Key, NamedHeaders));

        var json = JsonNode.Parse(message.Body.Span)!.AsObject();
        Assert.Equal("1.0", (string?)json["specversion"]);
        Assert.Equal("v2-1", (string?)json["id"]);
        Assert.Equal("https://app.labelbox.com/projects/project-1", (string?)json["source"]);
        Assert.Equal("com.labelbox.label.updated", (string?)json["type"]);
        Assert.Equal("row-1", (string?)json["subject"]);
        Assert.Equal("2024-06-05T12:00:00.25Z", (string?)json["time"]);
        Assert.Equal("application/json", (string?)json["datacontenttype"]);
        Assert.Equal("LABEL_UPDATED", (string?)json["labelboxevent"]);
        Assert.Equal("project-1", (string?)json["projectid"]);
        Assert.Equal("label-1", (string?)json["labelid"]);
        Assert.Equal("image", (string?)json["mediatype"]);
        Assert.Equal("v2", (string?)json["payloadversion"]);
        Assert.False((bool)json["recovered"]!);
        Assert.Matches("^[0-9]{20}$", (string?)json["sequence"]);
        Assert.Matches("^[0-9a-f]{64}$", (string?)json["ledgerhash"]);
        Assert.False(json.ContainsKey("dedup"));
        Assert.Contains(System.Text.Encoding.UTF8.GetString(body), System.Text.Encoding.UTF8.GetString(message.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task V1_delivery_becomes_a_V2_row()
    {
        await using var line = await servers.OpenAsync();
        await line.AcceptedAsync(SamplePayloads.V1(dataRow: "row-9", project: "project-9", label: "label-9", updatedAt: "2021-03-17T13:51:59Z"), id: "v1-1", topic: "label_created");

        var message = Assert.Single(await line.Queue.ReadAsync(1));
        Assert.Equal("label.created.project-9", message.RoutingKey);
        var json = JsonNode.Parse(message.Body.Span)!;
        Assert.Equal("v1", (string?)json["payloadversion"]);
        Assert.Equal("label_created", (string?)json["labelboxevent"]);
        Assert.Equal("2021-03-17T13:51:59Z", (string?)json["time"]);
        Assert.Equal("row-9", (string?)json["data"]!["data_row"]!["id"]);
        Assert.Equal("label-9", (string?)json["data"]!["projects"]!["project-9"]!["labels"]![0]!["id"]);
        Assert.NotEmpty(json["data"]!["projects"]!["project-9"]!["labels"]![0]!["annotations"]!["objects"]!.AsArray());
    }

    [Fact]
    public async Task Unknown_topic_and_project_are_relayed_under_their_own_routing_key()
    {
        await using var line = await servers.OpenAsync();
        await line.AcceptedAsync("""{"anything":{"at":"all"}}"""u8.ToArray(), id: "other-1", topic: "Batch.Closed");

        var message = Assert.Single(await line.Queue.ReadAsync(1));
        Assert.Equal("other.batch-closed._", message.RoutingKey);
        var json = JsonNode.Parse(message.Body.Span)!;
        Assert.Equal("com.labelbox.other.batch-closed", (string?)json["type"]);
        Assert.Equal("https://app.labelbox.com/", (string?)json["source"]);
    }

    [Fact]
    public async Task Unreadable_delivery_is_quarantined_without_blocking()
    {
        await using var line = await servers.OpenAsync();
        await line.AcceptedAsync("not json"u8.ToArray(), id: "broken-1");
        await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1"), id: "after-1");

        Assert.Equal("after-1", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await line.Relay.EndsAsync("broken-1", "Quarantined");
        await line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task Events_of_one_data_row_arrive_in_the_order_they_were_accepted()
    {
        await using var line = await servers.OpenAsync();
        for (var i = 0; i < 200; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2(dataRow: $"row-{i % 5}", updatedAt: $"2024-06-05T12:{i / 60:D2}:{i % 60:D2}Z"), id: $"order-{i:D3}");
        }

        var messages = await line.Queue.ReadAsync(200);
        foreach (var row in messages.GroupBy(message => message.Subject))
        {
            var sequences = row.Select(message => message.Sequence).ToList();
            Assert.Equal(40, sequences.Count);
            Assert.Equal(sequences.Order(StringComparer.Ordinal), sequences);
        }
    }

    [Fact]
    public async Task Consumer_span_joins_the_delivery_trace_and_ignores_the_callers()
    {
        const string CallersTrace = "0af7651916cd43dd8448eb211c80319c";
        await using var line = await servers.OpenAsync();
        await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1"), id: "trace-1", headers: ("traceparent", $"00-{CallersTrace}-b7ad6b7169203331-01"));

        var message = Assert.Single(await line.Queue.ReadAsync(1));
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", message.Header("traceparent"));
        Assert.DoesNotContain(CallersTrace, message.Header("traceparent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acknowledge_Relayed_waits_for_the_broker()
    {
        await using var line = await servers.OpenAsync(("Receiving__Acknowledge", "Relayed"), ("Publishing__Deadline", "00:00:03"));
        // The first delivery may wait longer, because the relay has just started.
        await line.SendAsync(SamplePayloads.V2(dataRow: "row-warm"), "warm");
        Assert.Equal("warm", Assert.Single(await line.Queue.ReadAsync(1)).Id);

        Assert.Equal((200, "relayed"), await line.SendAsync(SamplePayloads.V2(dataRow: "row-1"), "relayed-1"));
        Assert.Equal((200, "duplicate"), await line.SendAsync(SamplePayloads.V2(dataRow: "row-1"), "relayed-1"));
        Assert.Equal((202, "quarantined"), await line.SendAsync("nonsense"u8.ToArray(), "relayed-2"));
        Assert.Equal("relayed-1", Assert.Single(await line.Queue.ReadAsync(1)).Id);

        await line.Queue.UnbindAsync();
        Assert.Equal((202, "unrouted"), await line.SendAsync(SamplePayloads.V2(dataRow: "row-2"), "relayed-3"));
    }
}
