using System.Text.Json;

namespace WebhookRelay.Labelbox;

/// <summary>The annotations of a V1 label in Export V2's names. Members of no known name are kept as they came.</summary>
internal static class V1Annotations
{
    private static readonly string[] Geometries = ["bbox", "polygon", "line", "point"];

    /// <param name="row">Stands inside the object <c>annotations</c>.</param>
    /// <param name="annotations">The decoded <c>label</c> text; null writes empty lists.</param>
    public static void Write(Utf8JsonWriter row, JsonElement? annotations)
    {
        WriteList(row, "objects", annotations);
        WriteList(row, "classifications", annotations);
        if (annotations is null)
        {
            return;
        }

        foreach (var member in annotations.Value.EnumerateObject().Where(member => member.Name is not ("objects" or "classifications")))
        {
            member.WriteTo(row);
        }
    }

    private static void WriteList(Utf8JsonWriter row, string name, JsonElement? parent)
    {
        if (parent is { } from && from.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array)
        {
            WriteFeatures(row, name, list);
            return;
        }

        row.WriteStartArray(name);
        row.WriteEndArray();
    }

    private static void WriteFeature(Utf8JsonWriter row, JsonElement feature)
    {
        if (feature.ValueKind is not JsonValueKind.Object)
        {
            feature.WriteTo(row);
            return;
        }

        var hasGeometry = Geometries.Any(geometry => feature.TryGetProperty(geometry, out _));
        row.WriteStartObject();
        foreach (var member in feature.EnumerateObject())
        {
            WriteMember(row, member, hasGeometry);
        }

        row.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter row, JsonProperty member, bool hasGeometry)
    {
        switch (member.Name)
        {
            case "featureId":
                WriteAs(row, "feature_id", member.Value);
                break;
            case "schemaId":
                WriteAs(row, "feature_schema_id", member.Value);
                break;
            case "title":
                WriteAs(row, "name", member.Value);
                break;
            case "bbox":
                WriteAs(row, "bounding_box", member.Value);
                break;
            case "instanceURI" when !hasGeometry:
                row.WriteStartObject("mask"u8);
                WriteAs(row, "url", member.Value);
                row.WriteEndObject();
                break;
            case "answer" when member.Value.ValueKind is JsonValueKind.Object:
                row.WritePropertyName("radio_answer"u8);
                WriteFeature(row, member.Value);
                break;
            case "answer":
                row.WriteStartObject("text_answer"u8);
                WriteAs(row, "content", member.Value);
                row.WriteEndObject();
                break;
            case "answers" when member.Value.ValueKind is JsonValueKind.Array:
                WriteFeatures(row, "checklist_answers", member.Value);
                break;
            case "classifications" when member.Value.ValueKind is JsonValueKind.Array:
                WriteFeatures(row, "classifications", member.Value);
                break;
            default:
                member.WriteTo(row);
                break;
        }
    }

    private static void WriteFeatures(Utf8JsonWriter row, string name, JsonElement features)
    {
        row.WriteStartArray(name);
        foreach (var feature in features.EnumerateArray())
        {
            WriteFeature(row, feature);
        }

        row.WriteEndArray();
    }

    private static void WriteAs(Utf8JsonWriter row, string name, JsonElement value)
    {
        row.WritePropertyName(name);
        value.WriteTo(row);
    }
}
