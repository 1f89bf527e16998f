using System.Text.Json;

namespace WebhookRelay.SampleData.Rows;

/// <summary>Wraps a row in a member of an object. Whether Labelbox wraps V2 rows is not known.</summary>
internal static class Envelope
{
    public static IEnumerable<FlushPoint> Write(Utf8JsonWriter json, string member, string eventName, RowBody row)
    {
        json.WriteStartObject();
        json.WriteString("event"u8, eventName);
        json.WritePropertyName(member);
        foreach (var flushPoint in row.Write(json))
        {
            yield return flushPoint;
        }

        json.WriteEndObject();
    }
}
