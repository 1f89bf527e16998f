using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebhookRelay.Contracts.Schemas;

/// <summary>The AsyncAPI 3 document of the exchange: the relay's messages and their routing keys.</summary>
internal static class AsyncApiDocument
{
    private const string Bindings = "0.3.0";

    private const string Message = "labelboxEvent";

    public static JsonObject Write()
    {
        var topics = Enum.GetValues<LabelboxTopic>();
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "WebhookRelay",
                ["version"] = typeof(LabelboxEvent).Assembly.GetName().Version!.ToString(3),
                ["description"] = $"""
                    Labelbox events on the RabbitMQ topic exchange {EventExchange.Name}. A routing key has exactly three
                    words, <entity>.<action>.<projectId>, each of [A-Za-z0-9_-]. Other characters become '-'. An unknown project is
                    '{RoutingKey.UnknownProject}'. Bind a queue with {RoutingKey.Pattern(null, null)} for all events,
                    {RoutingKey.Pattern(LabelboxTopic.LabelUpdated, null)} for a topic, or {RoutingKey.Pattern(null, "p1")} for a project.
                    """.ReplaceLineEndings(" "),
                ["license"] = new JsonObject { ["name"] = "Apache-2.0" },
            },
            ["defaultContentType"] = EventExchange.ContentType,
            ["channels"] = new JsonObject(topics.Select(topic => KeyValuePair.Create(Name(topic), (JsonNode?)Channel(topic)))),
            ["operations"] = new JsonObject(topics.Select(topic => KeyValuePair.Create($"send{topic}", (JsonNode?)Operation(topic)))),
            ["components"] = new JsonObject { ["messages"] = new JsonObject { [Message] = EventMessage() } },
        };
    }

    private static JsonObject Channel(LabelboxTopic topic)
    {
        var parameters = new JsonObject
        {
            ["projectId"] = new JsonObject { ["description"] = $"The project's id; '{RoutingKey.UnknownProject}' if unknown.", ["location"] = "$message.payload#/projectid" },
        };
        if (topic is LabelboxTopic.Other)
        {
            parameters["slug"] = new JsonObject { ["description"] = "The event header as one word: lowercase, at most 64 characters." };
        }

        return new JsonObject
        {
            ["address"] = topic is LabelboxTopic.Other ? "other.{slug}.{projectId}" : $"{LabelboxTopics.Words(topic)}.{{projectId}}",
            ["description"] = Documentation.Of(topic),
            ["messages"] = new JsonObject { [Message] = Reference($"#/components/messages/{Message}") },
            ["parameters"] = parameters,
            ["bindings"] = new JsonObject
            {
                ["amqp"] = new JsonObject
                {
                    ["is"] = "routingKey",
                    ["exchange"] = new JsonObject { ["name"] = EventExchange.Name, ["type"] = EventExchange.Type, ["durable"] = true, ["autoDelete"] = false },
                    ["bindingVersion"] = Bindings,
                },
            },
        };
    }

    private static JsonObject Operation(LabelboxTopic topic) => new()
    {
        ["action"] = "send",
        ["channel"] = Reference($"#/channels/{Name(topic)}"),
        ["messages"] = new JsonArray(Reference($"#/channels/{Name(topic)}/messages/{Message}")),
        ["bindings"] = new JsonObject
        {
            ["amqp"] = new JsonObject { ["deliveryMode"] = 2, ["timestamp"] = true, ["bindingVersion"] = Bindings },
        },
    };

    private static JsonObject EventMessage() => new()
    {
        ["name"] = "LabelboxEvent",
        ["title"] = "An event of Labelbox",
        ["summary"] = "One CloudEvents 1.0 document. AMQP: message_id is the UUIDv5 of the event's id, type the CloudEvents type.",
        ["contentType"] = EventExchange.ContentType,
        ["headers"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["traceparent"] = new JsonObject { ["type"] = "string", ["description"] = "W3C Trace Context." },
                ["tracestate"] = new JsonObject { ["type"] = "string", ["description"] = "W3C Trace Context." },
            },
        },
        ["payload"] = new JsonObject
        {
            ["schemaFormat"] = "application/schema+json;version=draft-2020-12",
            ["schema"] = Reference($"./{PublishedFiles.EventSchemaName}"),
        },
    };

    private static string Name(LabelboxTopic topic) => JsonNamingPolicy.CamelCase.ConvertName(topic.ToString());

    private static JsonObject Reference(string to) => new() { ["$ref"] = to };
}
