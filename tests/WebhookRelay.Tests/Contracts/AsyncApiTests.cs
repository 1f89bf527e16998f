using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WebhookRelay.Contracts;
using WebhookRelay.Contracts.Schemas;

namespace WebhookRelay.Tests.Contracts;

public class AsyncApiTests
{
    private static readonly JsonNode Document = JsonNode.Parse(PublishedFiles.All()[PublishedFiles.AsyncApiName])!;

    [Theory]
    [InlineData("LABEL_CREATED", "labelCreated")]
    [InlineData("label_updated", "labelUpdated")]
    [InlineData("LABEL_DELETED", "labelDeleted")]
    [InlineData("MOVE", "workflowAction")]
    [InlineData("WORKFLOW_ACTION", "workflowAction")]
    [InlineData("REVIEW_CREATED", "reviewCreated")]
    [InlineData("REVIEW_UPDATED", "reviewUpdated")]
    [InlineData("REVIEW_DELETED", "reviewDeleted")]
    [InlineData("Batch.Closed!", "other")]
    public void The_routing_key_of_an_event_is_the_address_of_one_channel(string header, string channel)
    {
        var key = RoutingKey.For(header, "ckm4xyfncfgja0760vpfdxoro");

        var addressed = Document["channels"]!.AsObject().Where(possible => Fits(possible.Value!["address"]!.GetValue<string>(), key));

        Assert.Equal([channel], addressed.Select(possible => possible.Key));
    }

    [Fact]
    public void Each_channel_has_one_operation_and_the_exchange()
    {
        var channels = Document["channels"]!.AsObject();
        var sent = Document["operations"]!.AsObject().Select(operation => operation.Value!["channel"]!["$ref"]!.GetValue<string>());
        Assert.Equal(channels.Select(channel => $"#/channels/{channel.Key}").Order(StringComparer.Ordinal), sent.Order(StringComparer.Ordinal));
        Assert.All(channels, channel =>
            Assert.Equal("""{"name":"labelbox.events","type":"topic","durable":true,"autoDelete":false}""", channel.Value!["bindings"]!["amqp"]!["exchange"]!.ToJsonString()));
    }

    [Fact]
    public void Every_reference_resolves()
    {
        var references = References(Document).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(
            reference.StartsWith('#')
                ? reference[2..].Split('/').Aggregate<string, JsonNode?>(Document, (node, step) => node?[step]) is not null
                : PublishedFiles.All().ContainsKey(reference[2..]),
            reference));
    }

    private static bool Fits(string address, string key) =>
        Regex.IsMatch(key, "^" + Regex.Replace(address.Replace(".", @"\.", StringComparison.Ordinal), @"\{\w+\}", "[A-Za-z0-9_-]+", RegexOptions.None, TimeSpan.FromSeconds(1)) + "$", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            member is { Key: "$ref", Value: JsonValue reference } ? [reference.GetValue<string>()] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
