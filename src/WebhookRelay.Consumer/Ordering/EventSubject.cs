using System.Text.Json;

namespace WebhookRelay.Consumer.Ordering;

/// <summary>Reads the id of an event's data row without parsing the data. The attributes precede the data.</summary>
internal static class EventSubject
{
    /// <summary>Null if the event has no data row, or the bytes are not an event.</summary>
    public static string? Of(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        try
        {
            if (!json.Read() || json.TokenType is not JsonTokenType.StartObject)
            {
                return null;
            }

            while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
            {
                var isSubject = json.ValueTextEquals("subject"u8);
                json.Read();
                if (isSubject)
                {
                    return json.TokenType is JsonTokenType.String ? json.GetString() : null;
                }

                json.Skip();
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The full parser reports the error. InvalidOperationException means invalid Unicode.
            return null;
        }
    }
}
