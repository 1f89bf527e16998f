using System.Globalization;
using System.Text.Json;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>Writes the <c>annotations</c> of data with frames.</summary>
internal static class FrameAnnotations
{
    /// <summary>Frames start at 1. Exports give geometry to key frames only, so every frame written is a key frame.</summary>
    public static IEnumerable<FlushPoint> Video(Utf8JsonWriter json, Project project, Label label)
    {
        var features = Tool.Of(Media.Video).Count;
        json.WriteStartObject("frames"u8);
        foreach (var flushPoint in Frames(json, project, label, features))
        {
            yield return flushPoint;
        }

        json.WriteEndObject();
        json.WriteStartObject("segments"u8);
        for (var f = 0; f < features; f++)
        {
            WriteSegment(json, label, f);
        }

        json.WriteEndObject();
        json.WriteStartObject("key_frame_feature_map"u8);
        for (var f = 0; f < features; f++)
        {
            foreach (var flushPoint in KeyFrames(json, label, f))
            {
                yield return flushPoint;
            }
        }

        json.WriteEndObject();
        foreach (var flushPoint in Classifications.Write(json, project, label, 1))
        {
            yield return flushPoint;
        }
    }

    private static IEnumerable<FlushPoint> Frames(Utf8JsonWriter json, Project project, Label label, int features)
    {
        for (var frame = 1; frame <= label.Count; frame++)
        {
            json.WriteStartObject(Text(frame));
            json.WriteStartObject("objects"u8);
            for (var f = 0; f < features; f++)
            {
                json.WritePropertyName(Feature.IdOf(label, f));
                RowObject.Write(json, project, label, Feature.Of(project, label, f, frame));
            }

            json.WriteEndObject();
            json.WriteStartArray("classifications"u8);
            json.WriteEndArray();
            json.WriteEndObject();
            yield return default;
        }
    }

    /// <summary>Labelbox uses both forms: an object of frame to true, and an array of frames. The label's seed selects one.</summary>
    private static IEnumerable<FlushPoint> KeyFrames(Utf8JsonWriter json, Label label, int feature)
    {
        var asObject = label.Seed % 2 is 0;
        json.WritePropertyName(Feature.IdOf(label, feature));
        Start(json, asObject);
        for (var frame = 1; frame <= label.Count; frame++)
        {
            if (asObject)
            {
                json.WriteBoolean(Text(frame), true);
            }
            else
            {
                json.WriteNumberValue(frame);
            }

            yield return default;
        }

        End(json, asObject);
    }

    public static IEnumerable<FlushPoint> Dicom(Utf8JsonWriter json, Project project, Label label)
    {
        json.WriteStartObject("groups"u8);
        foreach (var group in (string[])["Axial", "Sagittal", "Coronal"])
        {
            json.WriteStartObject(group);
            json.WriteString("name"u8, group);
            json.WriteStartArray("classifications"u8);
            json.WriteEndArray();
            json.WriteStartObject("frames"u8);
            foreach (var flushPoint in group is "Axial" ? Frames(json, project, label, 1) : [])
            {
                yield return flushPoint;
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("segments"u8);
        json.WriteStartObject("Axial"u8);
        WriteSegment(json, label, 0);
        json.WriteEndObject();
        WriteEmpty(json, "Sagittal", "Coronal");
        json.WriteEndObject();
        foreach (var flushPoint in Classifications.Write(json, project, label, 1))
        {
            yield return flushPoint;
        }

        json.WriteStartObject("key_frame_feature_map"u8);
        json.WriteStartObject(Feature.IdOf(label, 0));
        json.WriteStartObject("Axial"u8);
        for (var frame = 1; frame <= label.Count; frame++)
        {
            json.WriteBoolean(Text(frame), true);
            yield return default;
        }

        json.WriteEndObject();
        WriteEmpty(json, "Coronal", "Sagittal");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Both ends are inclusive.</summary>
    private static void WriteSegment(Utf8JsonWriter json, Label label, int feature)
    {
        json.WriteStartArray(Feature.IdOf(label, feature));
        if (label.Count > 0)
        {
            json.WriteStartArray();
            json.WriteNumberValue(1);
            json.WriteNumberValue(label.Count);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    public static void WriteEmpty(Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            json.WriteStartObject(name);
            json.WriteEndObject();
        }
    }

    private static void Start(Utf8JsonWriter json, bool asObject)
    {
        if (asObject)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartArray();
        }
    }

    private static void End(Utf8JsonWriter json, bool asObject)
    {
        if (asObject)
        {
            json.WriteEndObject();
        }
        else
        {
            json.WriteEndArray();
        }
    }

    private static string Text(int frame) => frame.ToString(CultureInfo.InvariantCulture);
}
