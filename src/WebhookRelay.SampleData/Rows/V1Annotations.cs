using System.Globalization;
using System.Text.Json;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>
/// Writes the JSON text in a V1 delivery's <c>label</c>. Recorded or exported at Labelbox: boxes, polygons, lines, points,
/// masks, and classifications with <c>answer</c> or <c>answers</c>. Text spans and frames are invented.
/// </summary>
internal static class V1Annotations
{
    private static readonly string[] Colors = ["#1CE6FF", "#FF34FF", "#FF4A46", "#008941", "#006FA6"];

    public static IEnumerable<FlushPoint> Write(Utf8JsonWriter json, Project project, Label label)
    {
        json.WriteStartObject();
        if (project.Media is Media.Video)
        {
            json.WriteString("frames"u8, $"https://api.labelbox.com/v1/frames/{label.Id}");
            json.WriteEndObject();
            yield break;
        }

        json.WriteStartArray("objects"u8);
        for (var i = 0; i < label.Count && Tool.Of(project.Media).Count > 0; i++)
        {
            WriteObject(json, Feature.Of(project, label, i), Colors[i % Colors.Length]);
            yield return default;
        }

        json.WriteEndArray();
        json.WriteStartArray("classifications"u8);
        WriteQuestion(json, project, label, "quality", -1);
        json.WriteStartObject("answer"u8);
        WriteNames(json, Feature.IdOf(label, -2), Feature.SchemaIdOf(project, -2), label.Revision % 2 is 0 ? "good" : "poor");
        json.WriteEndObject();
        json.WriteEndObject();
        WriteQuestion(json, project, label, "weather", -4);
        json.WriteStartArray("answers"u8);
        json.WriteStartObject();
        WriteNames(json, Feature.IdOf(label, -5), Feature.SchemaIdOf(project, -5), "rain");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        for (var i = 0; i < (Tool.Of(project.Media).Count > 0 ? 1 : label.Count); i++)
        {
            WriteQuestion(json, project, label, "free_text", -1001 - i);
            json.WriteString("answer"u8, string.Create(CultureInfo.InvariantCulture, $"naïve remark no. {i + 1} of revision {label.Revision}"));
            json.WriteEndObject();
            yield return default;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, Feature feature, string color)
    {
        json.WriteStartObject();
        WriteNames(json, feature.Id, feature.SchemaId, feature.Tool.Name);
        json.WriteString("color"u8, color);
        switch (feature.Geometry)
        {
            case Geometry.Box box:
                json.WriteStartObject("bbox"u8);
                json.WriteNumber("top"u8, box.Top);
                json.WriteNumber("left"u8, box.Left);
                json.WriteNumber("height"u8, box.Height);
                json.WriteNumber("width"u8, box.Width);
                json.WriteEndObject();
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
            case Geometry.Geo geo:
                GeoJson.Write(json, geo);
                break;
            case Geometry.Span span:
                json.WriteString("format"u8, "text.location");
                json.WriteStartObject("data"u8);
                json.WriteStartObject("location"u8);
                json.WriteNumber("start"u8, span.Start);
                json.WriteNumber("end"u8, span.End);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            default:
                // A mask has only its instanceURI, and the other kinds have no V1 form.
                break;
        }

        json.WriteString("instanceURI"u8, $"https://api.labelbox.com/masks/feature/{feature.Id}");
        json.WriteEndObject();
    }

    private static void WriteQuestion(Utf8JsonWriter json, Project project, Label label, string name, int part)
    {
        json.WriteStartObject();
        WriteNames(json, Feature.IdOf(label, part), Feature.SchemaIdOf(project, Math.Max(part, -1001)), name);
    }

    private static void WriteNames(Utf8JsonWriter json, string id, string schemaId, string name)
    {
        json.WriteString("featureId"u8, id);
        json.WriteString("schemaId"u8, schemaId);
        json.WriteString("title"u8, name);
        json.WriteString("value"u8, name);
    }
}
