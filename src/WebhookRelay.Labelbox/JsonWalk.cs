using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Labelbox;

/// <summary>Steps of a reader that passes over what it does not know.</summary>
internal static class JsonWalk
{
    /// <summary>Longer values are no ids or types, and would not fit a header.</summary>
    private const int LongestAttribute = 512;

    /// <summary>From a member's name to its value; true inside the object it is, false past the value it is not.</summary>
    public static bool EntersObject(this ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.StartObject)
        {
            return true;
        }

        json.Skip();
        return false;
    }

    /// <summary>To the next member's name; false at the object's end.</summary>
    public static bool NextMember(this ref Utf8JsonReader json) => json.Read() && json.TokenType is JsonTokenType.PropertyName;

    /// <summary>From a member's name past its value: the text it is, or null.</summary>
    public static string? Attribute(this ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.String)
        {
            return json.Text();
        }

        json.Skip();
        return null;
    }

    /// <summary>From a member's name past its value: the moment it is, or null. Without an offset it is UTC.</summary>
    public static DateTimeOffset? Time(this ref Utf8JsonReader json) => ParseTime(json.Attribute());

    public static DateTimeOffset? ParseTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary>The text at the reader; null where it is empty, too long or half of a surrogate pair.</summary>
    public static string? Text(this ref Utf8JsonReader json)
    {
        // Escaped, a character takes at most six bytes; what is longer is not even copied.
        if ((json.HasValueSequence ? json.ValueSequence.Length : json.ValueSpan.Length) > 6 * LongestAttribute)
        {
            return null;
        }

        try
        {
            return Kept(json.GetString());
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static string? Kept(string? text) => text is { Length: > 0 and <= LongestAttribute } ? text : null;
}
