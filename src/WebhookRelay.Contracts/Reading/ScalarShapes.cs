using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

internal sealed class TextShape : Shape
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = json.TokenType is JsonTokenType.String ? Text(ref json) : null;
        return value is not null;
    }

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue((string)value);
}

internal sealed class MomentShape : Shape
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = json.TokenType is JsonTokenType.String && Text(ref json) is { } text ? new Moment(text) : null;
        return value is not null;
    }

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(((Moment)value).Text);
}

/// <summary>A string, or a number as written.</summary>
internal sealed class ExifRotationShape : Shape
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = json.TokenType switch
        {
            JsonTokenType.Number => new ExifRotation(JsonElement.ParseValue(ref json).GetRawText(), IsNumber: true),
            JsonTokenType.String when Text(ref json) is { } text => new ExifRotation(text, IsNumber: false),
            _ => null,
        };
        return value is not null;
    }

    public override void Write(Utf8JsonWriter json, object value)
    {
        var rotation = (ExifRotation)value;
        if (rotation.IsNumber)
        {
            json.WriteRawValue(rotation.Text, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(rotation.Text);
        }
    }
}

internal sealed class FlagShape : Shape
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => null,
        };
        return value is not null;
    }

    public override void Write(Utf8JsonWriter json, object value) => json.WriteBooleanValue((bool)value);
}

/// <summary>Any number in the range of a double, possibly rounded.</summary>
internal sealed class NumberShape : Shape
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = json.TokenType is JsonTokenType.Number && json.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
        return value is not null;
    }

    public override void Write(Utf8JsonWriter json, object value) => json.WriteNumberValue((double)value);
}

/// <summary>An integer in any notation: <c>13</c>, <c>13.0</c>, <c>1.3e1</c>.</summary>
internal sealed class IntegerShape : Shape
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = json.TryGetInteger(out var number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;
        return value is not null;
    }

    public override void Write(Utf8JsonWriter json, object value) => json.WriteNumberValue((int)value);
}

/// <inheritdoc cref="IntegerShape"/>
internal sealed class LongShape : Shape
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = json.TryGetInteger(out var number) ? number : null;
        return value is not null;
    }

    public override void Write(Utf8JsonWriter json, object value) => json.WriteNumberValue((long)value);
}

/// <summary>Any value.</summary>
internal sealed class JsonShape : Shape
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = JsonElement.ParseValue(ref json);
        return true;
    }

    public override void Write(Utf8JsonWriter json, object value) => WriteUnchanged(json, (JsonElement)value);
}
