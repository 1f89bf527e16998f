using System.Text.Json;

namespace WebhookRelay.Labelbox;

/// <summary>Extensions of <see cref="System.Text.Json.Utf8JsonReader"/> that skip unknown content and do not allocate for it.</summary>
internal static class JsonReaderExtensions
{
    /// <summary>Longer values are not ids or types, and would not fit into a header.</summary>
    private const int LongestText = 512;

    /// <summary>The length if every character is escaped.</summary>
    internal const int LongestRawText = (LongestText * 6) + 2;

    /// <summary>Moves to the next member's name; false at the end of the object.</summary>
    public static bool NextMember(this ref Utf8JsonReader json) => json.Read() && json.TokenType is JsonTokenType.PropertyName;

    /// <summary>Whether the current name is this one. Most names already differ in length.</summary>
    public static bool IsNamed(this ref Utf8JsonReader json, ReadOnlySpan<byte> name) =>
        (json.ValueSpan.Length == name.Length || json.ValueIsEscaped || json.HasValueSequence) && json.ValueTextEquals(name);

    /// <summary>The raw length of the current string, without its quotes.</summary>
    public static int RawLength(this ref Utf8JsonReader json) =>
        json.HasValueSequence ? (int)Math.Min(json.ValueSequence.Length, int.MaxValue) : json.ValueSpan.Length;

    /// <summary>The current string as an ISO 8601 time, or null. Without an offset it is UTC.</summary>
    public static DateTimeOffset? Time(this ref Utf8JsonReader json)
    {
        if (json.TokenType is not JsonTokenType.String || json.ValueIsEscaped || !json.TryGetDateTime(out var time))
        {
            return null;
        }

        return time.Kind is DateTimeKind.Unspecified ? new DateTimeOffset(time, TimeSpan.Zero)
            : json.TryGetDateTimeOffset(out var moment) ? moment.ToUniversalTime()
            : null;
    }

    /// <summary>A JSON string as a time, or null.</summary>
    public static DateTimeOffset? TimeOf(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return null;
        }

        var json = DeliveryPayload.Reader(value);
        json.Read();
        return json.Time();
    }

    /// <summary>A JSON string as text; null if it is not a string, empty, too long, or has an unpaired surrogate.</summary>
    public static string? TextOf(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value[0] is not (byte)'"' || value.Length > LongestRawText)
        {
            return null;
        }

        var json = DeliveryPayload.Reader(value);
        json.Read();
        try
        {
            return json.GetString() is { Length: > 0 and <= LongestText } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
