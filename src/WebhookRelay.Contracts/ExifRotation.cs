using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>An EXIF orientation that keeps its original form: the string <c>"1"</c> until 2024, the number <c>1</c> since.</summary>
/// <param name="Text">The original digits.</param>
/// <param name="IsNumber">Whether the value is a JSON number; otherwise it is a string.</param>
[JsonConverter(typeof(ExifRotationConverter))]
public readonly record struct ExifRotation(string Text, bool IsNumber)
{
    /// <summary>The orientation, 1 to 8; null if the text is not one.</summary>
    public int? Value => int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 8 ? value : null;

    /// <summary>Returns the original digits.</summary>
    public override string ToString() => Text;
}

/// <summary>Reads and writes an orientation as a JSON number or string.</summary>
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
