using System.Globalization;
using System.Text.Json;
using WebhookRelay.MadeUp.World;

namespace WebhookRelay.MadeUp.Rows;

/// <summary>The <c>annotations</c> of data that has frames.</summary>
internal static class FrameAnnotations
{
    /// <summary>Frames from 1; only key frames carry geometry, so every frame that is there is one.</summary>
    public static IEnumerable<Pause> Video(Utf8JsonWriter json, Project project, Label label)
    {
        var features = Tool.Of(Media.Video).Count;
        json.WriteStartObject("frames"u8);
        foreach (var pause in Frames(json, project, label, features))
        {
            yield return pause;
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
            foreach (var pause in KeyFrames(json, label, f))
            {
                yield return pause;
            }
        }

        json.WriteEndObject();
        foreach (var pause in Classifications.Write(json, project, label, 1))
        {
            yield return pause;
        }
    }

    private static IEnumerable<Pause> Frames(Utf8JsonWriter json, Project project, Label label, int features)
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

    /// <summary>Both forms are in the wild: an object of frame and true, an array of frames. Labels take either by their seed.</summary>
    private static IEnumerable<Pause> KeyFrames(Utf8JsonWriter json, Label label, int feature)
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

    public static IEnumerable<Pause> Dicom(Utf8JsonWriter json, Project project, Label label)
    {
        json.WriteStartObject("groups"u8);
        foreach (var group in (string[])["Axial", "Sagittal", "Coronal"])
        {
            json.WriteStartObject(group);
            json.WriteString("name"u8, group);
            json.WriteStartArray("classifications"u8);
            json.WriteEndArray();
            json.WriteStartObject("frames"u8);
            foreach (var pause in group is "Axial" ? Frames(json, project, label, 1) : [])
            {
                yield return pause;
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
        foreach (var pause in Classifications.Write(json, project, label, 1))
        {
            yield return pause;
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
