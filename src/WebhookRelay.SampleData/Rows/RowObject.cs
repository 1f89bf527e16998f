using System.Text.Json;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>Writes one element of <c>objects</c> as in exported rows: the common members, and exactly one geometry member.</summary>
internal static class RowObject
{
    private const string Api = "https://api.labelbox.com/api/v1";

    public static void Write(Utf8JsonWriter json, Project project, Label label, Feature feature)
    {
        json.WriteStartObject();
        json.WriteString("feature_id"u8, feature.Id);
        json.WriteString("feature_schema_id"u8, feature.SchemaId);
        json.WriteString("name"u8, feature.Tool.Name);
        json.WriteString("value"u8, feature.Tool.Name);
        json.WriteString("annotation_kind"u8, feature.Tool.Kind);
        json.WriteStartArray("classifications"u8);
        if (project.Media is Media.Image && feature.Geometry is Geometry.Box)
        {
            Classifications.WriteRadio(json, project, label, "occluded", nested: false);
        }

        json.WriteEndArray();
        WriteGeometry(json, project, feature);
        json.WriteEndObject();
    }

    /// <summary>From the first annotation to the second. The name of the member with both ends is invented.</summary>
    public static void WriteRelationship(Utf8JsonWriter json, Project project, Label label)
    {
        json.WriteStartObject();
        json.WriteString("feature_id"u8, Feature.IdOf(label, -100));
        json.WriteString("feature_schema_id"u8, Feature.SchemaIdOf(project, -100));
        json.WriteString("name"u8, "refers to");
        json.WriteString("value"u8, "refers_to");
        json.WriteString("annotation_kind"u8, "TextUnidirectionalRelationship");
        json.WriteStartObject("unidirectional_relationship"u8);
        json.WriteString("source"u8, Feature.IdOf(label, 0));
        json.WriteString("target"u8, Feature.IdOf(label, 1));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteGeometry(Utf8JsonWriter json, Project project, Feature feature)
    {
        switch (feature.Geometry)
        {
            case Geometry.Box box:
                WriteBox(json, box);
                break;
            case Geometry.Polygon polygon:
                json.WritePoints("polygon", polygon.Ring);
                break;
            case Geometry.Line line:
                json.WritePoints("line", line.Points);
                break;
            case Geometry.Spot spot:
                json.WritePropertyName("point"u8);
                json.WritePoint(spot.At);
                break;
            case Geometry.Mask:
                json.WriteStartObject("mask"u8);
                json.WriteString("url"u8, $"{Api}/projects/{project.Id}/annotations/{feature.Id}/index/1/mask");
                json.WriteEndObject();
                break;
            case Geometry.CompositeMask mask:
                WriteComposite(json, mask);
                break;
            case Geometry.Span span:
                json.WriteStartObject("location"u8);
                WriteRange(json, span.Start, span.End);
                json.WriteString("token"u8, span.Token);
                json.WriteEndObject();
                break;
            case Geometry.Tokens tokens:
                WriteTokens(json, tokens);
                break;
            case Geometry.MessageSpan message:
                json.WriteStartObject("conversational_location"u8);
                json.WriteString("message_id"u8, message.MessageId);
                json.WriteStartObject("location"u8);
                WriteRange(json, message.Start, message.End);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case Geometry.Geo geo:
                GeoJson.Write(json, geo);
                break;
            case Geometry.Messages messages:
                Conversation.WriteChoice(json, messages);
                break;
            default:
                throw new InvalidOperationException($"{feature.Geometry.GetType().Name} has no JSON member.");
        }
    }

    private static void WriteBox(Utf8JsonWriter json, Geometry.Box box)
    {
        if (box.Page is { } page)
        {
            json.WriteNumber("page_number"u8, page);
            json.WriteStartObject("page_dimensions"u8);
            json.WriteNumber("height"u8, 792.0);
            json.WriteNumber("width"u8, 612.0);
            json.WriteEndObject();
        }

        json.WriteStartObject("bounding_box"u8);
        json.WriteNumber("top"u8, box.Top);
        json.WriteNumber("left"u8, box.Left);
        json.WriteNumber("height"u8, box.Height);
        json.WriteNumber("width"u8, box.Width);
        json.WriteEndObject();
    }

    private static void WriteComposite(Utf8JsonWriter json, Geometry.CompositeMask mask)
    {
        json.WriteStartObject("composite_mask"u8);
        json.WriteString("url"u8, string.Create(null, $"{Api}/tasks/{mask.TaskId}/masks/{mask.MaskId}/index/{mask.Frame}"));
        json.WriteStartArray("color_rgb"u8);
        json.WriteNumberValue(mask.Red);
        json.WriteNumberValue(mask.Green);
        json.WriteNumberValue(mask.Blue);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTokens(Utf8JsonWriter json, Geometry.Tokens tokens)
    {
        json.WriteStartObject("location"u8);
        json.WriteStartArray("groups"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, tokens.GroupId);
        json.WriteNumber("page_number"u8, tokens.Page);
        json.WriteStartArray("tokens"u8);
        foreach (var id in tokens.Ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
        json.WriteString("text"u8, tokens.Text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json, int start, int end)
    {
        json.WriteNumber("start"u8, start);
        json.WriteNumber("end"u8, end);
    }
}
