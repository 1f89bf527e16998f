using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>
/// A moment as it was written, so that it is passed on unchanged. Labelbox writes an offset with a colon and none or three
/// digits of a second: <c>2024-04-08T16:21:26.000+00:00</c>, <c>2023-04-16T17:04:23+00:00</c>; workflow history has six.
/// </summary>
/// <param name="Text">The text as it came.</param>
[JsonConverter(typeof(MomentConverter))]
public readonly record struct Moment(string Text)
{
    private const string Rfc3339 = "yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'";

    /// <summary>The moment, or null where the text is none. Without an offset it is taken as UTC.</summary>
    public DateTimeOffset? Time =>
        DateTimeOffset.TryParse(Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>A moment in RFC 3339, in UTC, as events write theirs.</summary>
    /// <param name="time">The moment.</param>
    public static Moment From(DateTimeOffset time) => new(time.ToUniversalTime().ToString(Rfc3339, CultureInfo.InvariantCulture));

    /// <summary>The text as it came.</summary>
    public override string ToString() => Text;
}

/// <summary>A moment is a string in JSON.</summary>
internal sealed class MomentConverter : JsonConverter<Moment>
{
    public override Moment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Moment value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
