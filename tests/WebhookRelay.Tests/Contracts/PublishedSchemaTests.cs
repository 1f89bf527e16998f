using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using NJsonSchema;
using WebhookRelay.Contracts;
using WebhookRelay.Contracts.Schemas;

namespace WebhookRelay.Tests.Contracts;

public class PublishedSchemaTests
{
    private static readonly JsonSchema Schema = Load();

    public static TheoryData<string> Names() => Samples.Names();

    public static TheoryData<string> Media() => [.. RowGen.Media];

    [Fact]
    public void Checked_in_schemas_match_the_types()
    {
        foreach (var (name, content) in PublishedFiles.All())
        {
            var path = Path.Combine(Samples.Checkout, "src", "WebhookRelay.Contracts", "schemas", name);
            Assert.True(
                string.Equals(File.ReadAllText(path), content, StringComparison.Ordinal),
                $"{name} is stale. Run: dotnet run --project src/WebhookRelay.Contracts.Schemas");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_with_a_sample_is_valid(string name) => Assert.Empty(Faults(Samples.Event(Samples.Row(name).ToJsonString())));

    [Theory]
    [MemberData(nameof(Media))]
    public void An_event_with_a_generated_row_is_valid(string media) =>
        RowGen.PublishedRows(media).Sample(row => Assert.Empty(Faults(Samples.Event(row))), iter: 10);

    [Theory]
    [InlineData("""{"data_row":{}}""", "a row without its id")]
    [InlineData("""{"data_row":{"id":7}}""", "an id that is no text")]
    [InlineData("""{"projects":{}}""", "a row without its asset")]
    [InlineData("""{"data_row":{"id":"r"},"media_attributes":{"height":"tall"}}""", "a height in words")]
    [InlineData("""{"data_row":{"id":"r"},"projects":{"p":{"labels":{}}}}""", "labels that are no list")]
    [InlineData("""{"data_row":{"id":"r"},"experiments":{"m":{"runs":{"r":{"predictions":[{"id":7}]}}}}}""", "a prediction's id that is no text")]
    public void Invalid_event_is_rejected(string row, string _) => Assert.NotEmpty(Faults(Samples.Event(row)));

    [Theory]
    [InlineData("objects", """[{"bounding_box":{"top":"high"}}]""")]
    [InlineData("objects", """[{"bounding_box":null}]""")]
    [InlineData("objects", """[{"polygon":{}}]""")]
    [InlineData("objects", """[{"location":{"start":"first"}}]""")]
    [InlineData("objects", """[{"composite_mask":{"color_rgb":["red"]}}]""")]
    [InlineData("objects", """["object"]""")]
    [InlineData("classifications", """[{"radio_answer":[]}]""")]
    [InlineData("classifications", """[{"radio_answer":{"classifications":[{"text_answer":{"content":7}}]}}]""")]
    [InlineData("frames", """{"1":{"objects":{"f":{"line":[{"x":"left"}]}}}}""")]
    [InlineData("segments", """{"f":[[1,2,3]]}""")]
    [InlineData("segments", """{"f":[1,2]}""")]
    [InlineData("key_frame_feature_map", """{"f":{"1":"yes"}}""")]
    [InlineData("groups", """{"Axial":{"frames":[]}}""")]
    public void Invalid_annotations_are_rejected(string member, string value) => Assert.NotEmpty(Faults(Samples.Event(
        $$$$"""{"data_row":{"id":"r"},"projects":{"p":{"labels":[{"annotations":{"{{{{member}}}}":{{{{value}}}}}}]}}}""")));

    [Theory]
    [InlineData("specversion", "\"0.3\"")]
    [InlineData("id", "null")]
    [InlineData("id", "\"\"")]
    [InlineData("type", "\"com.example.label\"")]
    [InlineData("sequence", "\"17\"")]
    [InlineData("ledgerhash", "\"AB\"")]
    [InlineData("payloadversion", "\"v3\"")]
    [InlineData("recovered", "\"yes\"")]
    [InlineData("subject", "null")]
    [InlineData("data", "[]")]
    [InlineData("datalength", "-1")]
    public void Invalid_attribute_value_is_rejected(string attribute, string value)
    {
        var published = JsonNode.Parse(Samples.Event("""{"data_row":{"id":"r"}}"""))!;
        published[attribute] = JsonNode.Parse(value);

        Assert.NotEmpty(Faults(Encoding.UTF8.GetBytes(published.ToJsonString())));
    }

    [Theory]
    [InlineData("specversion")]
    [InlineData("id")]
    [InlineData("source")]
    [InlineData("type")]
    [InlineData("labelboxevent")]
    public void Event_without_a_required_member_is_rejected(string attribute)
    {
        var published = JsonNode.Parse(Samples.Event("""{"data_row":{"id":"r"}}"""))!.AsObject();
        published.Remove(attribute);

        Assert.NotEmpty(Faults(Encoding.UTF8.GetBytes(published.ToJsonString())));
    }

    [Fact]
    public void Unknown_payload_is_valid_unchanged()
    {
        var published = JsonNode.Parse(Samples.Event("""{"data_row":7,"anything":[]}"""))!;
        published["payloadversion"] = "unknown";

        Assert.Empty(Faults(Encoding.UTF8.GetBytes(published.ToJsonString())));
    }

    [Fact]
    public void Oversized_payload_is_valid_without_data()
    {
        var published = JsonNode.Parse(Samples.Event("{}"))!.AsObject();
        published.Remove("data");
        published["dataref"] = "https://relay.example/payloads/1";
        published["datasha256"] = new string('0', 64);
        published["datalength"] = 52428800;

        Assert.Empty(Faults(Encoding.UTF8.GetBytes(published.ToJsonString())));
    }

    [Fact]
    public void Serialized_event_is_valid()
    {
        var written = new LabelboxEvent
        {
            Id = "d1",
            Source = "https://app.labelbox.com/",
            Type = "com.labelbox.label.created",
            EventHeader = "LABEL_CREATED",
            Time = new DateTimeOffset(2024, 6, 3, 9, 1, 12, TimeSpan.FromHours(2)),
            Data = new DataRow { Asset = new DataRowAsset { Id = "r" } },
        };

        Assert.Empty(Faults(written.ToUtf8Json()));
    }

    internal static IEnumerable<string> Faults(byte[] json) => Schema.Validate(Plain(JsonNode.Parse(json))!.ToJsonString()).Select(fault => fault.ToString());

    /// <summary>The validator speaks an older JSON Schema, in which definitions have another name.</summary>
    private static JsonSchema Load() => JsonSchema.FromJsonAsync(
        PublishedFiles.All()[PublishedFiles.EventSchemaName].Replace("$defs", "definitions", StringComparison.Ordinal),
        TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    /// <summary>The validator does not take 13.0 for an integer, and fails on a number of thirty digits.</summary>
    private static JsonNode? Plain(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Plain(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Plain)]),
        JsonValue value when value.GetValueKind() is JsonValueKind.Number && value.GetValue<double>() is var number => Math.Abs(number) < 1e15 && double.IsInteger(number)
            ? JsonValue.Create((long)number)
            : JsonValue.Create(Math.Clamp(number, -1e300, 1e300)),
        _ => node?.DeepClone(),
    };
}
