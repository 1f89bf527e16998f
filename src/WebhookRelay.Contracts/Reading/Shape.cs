using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>
/// A kind of JSON value and the type that holds it. System.Text.Json's own converters give up on a whole document for one value
/// of another kind; these say no, and whoever asked keeps that value as it came.
/// </summary>
internal abstract class Shape
{
    /// <summary>
    /// Reads a value from its first token to its last. False for a value of another kind: where the reader then stands is not
    /// said, so whoever asks keeps a copy of it.
    /// </summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public abstract bool TryRead(ref Utf8JsonReader json, out object? value);

    public abstract void Write(Utf8JsonWriter json, object value);

    /// <summary>Reads an item of a list or a map; null where that list or map has no place for an item of another kind.</summary>
    public object? ReadItem(ref Utf8JsonReader json)
    {
        var start = json;
        if (TryRead(ref json, out var value))
        {
            return value;
        }

        json = start;
        return ReadMisfit(ref json);
    }

    /// <summary>Whatever value it is, kept in an instance that holds nothing else; null where the type has no place for it.</summary>
    protected virtual object? ReadMisfit(ref Utf8JsonReader json) => null;

    /// <summary>The bytes as they came: halves of surrogate pairs and numbers beyond any type survive only so.</summary>
    public static void WriteAsItCame(Utf8JsonWriter json, JsonElement value) =>
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    /// <summary>A name or a text; null where it holds half of a surrogate pair or bytes that are no UTF-8, and no string can.</summary>
    protected static string? Text(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
