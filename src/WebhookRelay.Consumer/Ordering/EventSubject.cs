using System.Text.Json;

namespace WebhookRelay.Consumer.Ordering;

/// <summary>Reads an event's data row from its bytes, without reading the data: the attributes stand before it.</summary>
internal static class EventSubject
{
    /// <summary>Null where the event has none, or is no event.</summary>
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
            // Whoever reads the whole of it will say so. The second: text that is no Unicode.
            return null;
        }
    }
}
