using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts.Reading;

/// <summary>Makes the shapes available to System.Text.Json as converters.</summary>
internal sealed class ShapeConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => Shapes.ConverterFor(typeToConvert) is not null;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Shapes.ConverterFor(typeToConvert);
}

/// <summary>Reads a document, or a part that was requested directly. It must have its shape and its required members.</summary>
internal sealed class ShapeConverter<T>(Shape shape) : JsonConverter<T>
    where T : notnull
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (!shape.TryRead(ref reader, out var value))
        {
            throw new JsonException($"The JSON cannot be read as {typeof(T).Name}.");
        }

        if ((shape as ObjectShape)?.Missing((Extensible)value!) is { } missing)
        {
            throw new JsonException($"'{missing}' is missing, or has the wrong type.");
        }

        return (T)value!;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => shape.Write(writer, value);
}
