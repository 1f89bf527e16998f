using System.Text.Json;

namespace WebhookRelay.Labelbox;

/// <summary>Steps of a reader that passes over what it does not know, and never allocates for what it will not keep.</summary>
internal static class JsonWalk
{
    /// <summary>Longer values are no ids or types, and would not fit a header.</summary>
    private const int LongestText = 512;

    /// <summary>Every character escaped.</summary>
    internal const int LongestRawText = (LongestText * 6) + 2;

    /// <summary>To the next member's name; false at the object's end.</summary>
    public static bool NextMember(this ref Utf8JsonReader json) => json.Read() && json.TokenType is JsonTokenType.PropertyName;

    /// <summary>Whether the name at the reader is this one. Most are told apart by their length alone.</summary>
    public static bool IsNamed(this ref Utf8JsonReader json, ReadOnlySpan<byte> name) =>
        (json.ValueSpan.Length == name.Length || json.ValueIsEscaped || json.HasValueSequence) && json.ValueTextEquals(name);

    /// <summary>The raw length of the string at the reader, without its quotes.</summary>
    public static int RawLength(this ref Utf8JsonReader json) =>
        json.HasValueSequence ? (int)Math.Min(json.ValueSequence.Length, int.MaxValue) : json.ValueSpan.Length;

    /// <summary>The moment at the reader, written by ISO 8601, or null. Without an offset it is UTC.</summary>
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

    /// <summary>The moment a JSON string is, or null.</summary>
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

    /// <summary>The text a JSON string is; null where it is none, empty, too long, or half of a surrogate pair.</summary>
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
