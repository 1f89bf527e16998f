using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>
/// A time that keeps its original text, so that it is passed on unchanged. Labelbox writes an offset with a colon, and no or
/// three fractional digits: <c>2024-04-08T16:21:26.000+00:00</c>, <c>2023-04-16T17:04:23+00:00</c>. Workflow history has six.
/// </summary>
/// <param name="Text">The original text.</param>
[JsonConverter(typeof(MomentConverter))]
public readonly record struct Moment(string Text)
{
    private const string Rfc3339 = "yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'";

    /// <summary>The time, or null if the text is not a valid time. A text without an offset is read as UTC.</summary>
    public DateTimeOffset? Time =>
        DateTimeOffset.TryParse(Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>Creates a moment in the format of events: RFC 3339, in UTC.</summary>
    /// <param name="time">The time.</param>
    public static Moment From(DateTimeOffset time) => new(time.ToUniversalTime().ToString(Rfc3339, CultureInfo.InvariantCulture));

    /// <summary>Returns the original text.</summary>
    public override string ToString() => Text;
}

/// <summary>Reads and writes a moment as a JSON string.</summary>
internal sealed class MomentConverter : JsonConverter<Moment>
{
    public override Moment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Moment value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
