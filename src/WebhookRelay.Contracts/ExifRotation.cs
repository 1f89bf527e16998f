using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>The orientation of EXIF as it was written, so that it is passed on unchanged: <c>"1"</c> until 2024, <c>1</c> since.</summary>
/// <param name="Text">The digits as they came.</param>
/// <param name="IsNumber">Whether they came as a number, not as a text.</param>
[JsonConverter(typeof(ExifRotationConverter))]
public readonly record struct ExifRotation(string Text, bool IsNumber)
{
    /// <summary>The orientation, 1 to 8; null where the text is none.</summary>
    public int? Value => int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 8 ? value : null;

    /// <summary>The digits as they came.</summary>
    public override string ToString() => Text;
}

/// <summary>An orientation is a number or a string in JSON.</summary>
internal sealed class ExifRotationConverter : JsonConverter<ExifRotation>
{
    public override ExifRotation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Number ? new(JsonElement.ParseValue(ref reader).GetRawText(), IsNumber: true) : new(reader.GetString()!, IsNumber: false);

    public override void Write(Utf8JsonWriter writer, ExifRotation value, JsonSerializerOptions options)
    {
        if (value.IsNumber)
        {
            writer.WriteRawValue(value.Text);
        }
        else
        {
            writer.WriteStringValue(value.Text);
        }
    }
}
