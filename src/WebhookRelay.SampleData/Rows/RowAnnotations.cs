using System.Text.Json;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>Writes the <c>annotations</c> of a label as in exported rows, with the members of its kind of data.</summary>
internal static class RowAnnotations
{
    public static IEnumerable<FlushPoint> Write(Utf8JsonWriter json, Project project, Label label) => project.Media switch
    {
        Media.Video => FrameAnnotations.Video(json, project, label),
        Media.Dicom => FrameAnnotations.Dicom(json, project, label),
        Media.Audio => Audio(json, project, label),
        Media.Html => Objects(json, project, label, objects: 0, texts: label.Count),
        _ => Objects(json, project, label, objects: label.Count, texts: 1),
    };

    private static IEnumerable<FlushPoint> Objects(Utf8JsonWriter json, Project project, Label label, int objects, int texts)
    {
        json.WriteStartArray("objects"u8);
        for (var i = 0; i < objects; i++)
        {
            RowObject.Write(json, project, label, Feature.Of(project, label, i));
            yield return default;
        }

        json.WriteEndArray();
        foreach (var flushPoint in Classifications.Write(json, project, label, texts))
        {
            yield return flushPoint;
        }

        json.WriteStartArray("relationships"u8);
        if (project.Media is Media.Text && objects > 1)
        {
            RowObject.WriteRelationship(json, project, label);
        }

        json.WriteEndArray();
    }

    private static IEnumerable<FlushPoint> Audio(Utf8JsonWriter json, Project project, Label label)
    {
        foreach (var flushPoint in Classifications.Write(json, project, label, label.Count))
        {
            yield return flushPoint;
        }

        FrameAnnotations.WriteEmpty(json, "segments", "timestamp");
    }
}
