using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>A JSON object whose names are ids, views or frames and whose values have one shape.</summary>
internal abstract class MapShape(Shape item) : Shape
{
    public Shape Item => item;
}

/// <inheritdoc/>
internal sealed class MapShape<T>(Shape item) : MapShape(item)
    where T : notnull
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = null;
        if (json.TokenType is not JsonTokenType.StartObject)
        {
            return false;
        }

        var items = new Dictionary<string, T>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            if (Text(ref json) is not { } name || !json.Read() || Item.ReadItem(ref json) is not T read)
            {
                return false;
            }

            items[name] = read;
        }

        value = items;
        return true;
    }

    public override void Write(Utf8JsonWriter json, object value)
    {
        json.WriteStartObject();
        foreach (var (name, read) in (IReadOnlyDictionary<string, T>)value)
        {
            json.WritePropertyName(name);
            Item.Write(json, read);
        }

        json.WriteEndObject();
    }
}
