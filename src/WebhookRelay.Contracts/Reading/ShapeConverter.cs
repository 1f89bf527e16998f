using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts.Reading;

/// <summary>Puts the shapes where System.Text.Json asks for converters.</summary>
internal sealed class ShapeConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => Shapes.ConverterFor(typeToConvert) is not null;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Shapes.ConverterFor(typeToConvert);
}

/// <summary>Reads a document, or a part of one, that is wanted by itself: then it must be of its shape, and have what it always has.</summary>
internal sealed class ShapeConverter<T>(Shape shape) : JsonConverter<T>
    where T : notnull
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (!shape.TryRead(ref reader, out var value))
        {
            throw new JsonException($"It is no JSON object that can be read as {typeof(T).Name}.");
        }

        if ((shape as ObjectShape)?.Missing((Extensible)value!) is { } missing)
        {
            throw new JsonException($"'{missing}' is missing, or not of its kind.");
        }

        return (T)value!;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => shape.Write(writer, value);
}
