using System.Text;
using System.Text.Json.Nodes;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Tests.Support;

/// <summary>A V1 delivery around the annotations a test is about.</summary>
internal static class V1Delivery
{
    /// <param name="label">The JSON in <c>label</c>, before it becomes a string.</param>
    public static byte[] Of(string label) => new JsonObject
    {
        ["id"] = "label-1",
        ["label"] = label,
        ["project"] = new JsonObject { ["id"] = "project-1" },
        ["dataRow"] = new JsonObject { ["id"] = "row-1" },
    }.ToUtf8();

    public static byte[] OfObject(string v1) => Of($$"""{"objects":[{{v1}}]}""");

    public static byte[] OfClassification(string v1) => Of($$"""{"classifications":[{{v1}}]}""");

    public static PayloadFacts Read(byte[] body, LabelboxTopic topic = LabelboxTopic.LabelUpdated) =>
        Assert.IsType<PayloadReading.Understood>(DeliveryPayload.Read(body, topic)).Facts;

    /// <summary>The annotations of the resulting row.</summary>
    public static JsonObject Annotations(byte[] body)
    {
        var facts = Read(body);
        Assert.Equal("v1", facts.PayloadVersion);
        return JsonNode.Parse(facts.DataRow.Span)!["projects"]!["project-1"]!["labels"]![0]!["annotations"]!.AsObject();
    }

    public static byte[] ToUtf8(this JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
