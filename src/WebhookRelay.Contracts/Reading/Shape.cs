using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>
/// A kind of JSON value and the type that holds it. The converters of System.Text.Json fail a whole document for one value of
/// an unexpected kind. A shape reports it instead, and the caller keeps the value unchanged.
/// </summary>
internal abstract class Shape
{
    /// <summary>
    /// Reads a value from its first token to its last. False for a value of another kind; the position of the reader is then
    /// undefined, so the caller keeps a copy of it.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public abstract bool TryRead(ref Utf8JsonReader json, out object? value);

    public abstract void Write(Utf8JsonWriter json, object value);

    /// <summary>Reads an item of a list or map; null if that list or map cannot hold an item of another kind.</summary>
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

    /// <summary>Wraps any value in an instance that holds nothing else; null if the type cannot hold it.</summary>
    protected virtual object? ReadMisfit(ref Utf8JsonReader json) => null;

    /// <summary>Writes the received bytes, which preserve unpaired surrogates and numbers beyond any type.</summary>
    public static void WriteUnchanged(Utf8JsonWriter json, JsonElement value) =>
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    /// <summary>A name or a string; null if it has an unpaired surrogate or invalid UTF-8, which a string cannot hold.</summary>
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
