using System.Text.Json;

namespace WebhookRelay.MadeUp.Rows;

/// <summary>A row as a member of an object. Whether Labelbox wraps V2 rows, and in what, is not known.</summary>
internal static class Envelope
{
    public static IEnumerable<Pause> Write(Utf8JsonWriter json, string member, string eventName, RowBody row)
    {
        json.WriteStartObject();
        json.WriteString("event"u8, eventName);
        json.WritePropertyName(member);
        foreach (var pause in row.Write(json))
        {
            yield return pause;
        }

        json.WriteEndObject();
    }
}
