using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>A JSON array whose items have one shape.</summary>
internal abstract class ListShape(Shape item) : Shape
{
    public Shape Item => item;
}

/// <inheritdoc/>
internal sealed class ListShape<T>(Shape item) : ListShape(item)
    where T : notnull
{
    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = null;
        if (json.TokenType is not JsonTokenType.StartArray)
        {
            return false;
        }

        var items = new List<T>();
        while (json.Read() && json.TokenType is not JsonTokenType.EndArray)
        {
            if (Item.ReadItem(ref json) is not T read)
            {
                return false;
            }

            items.Add(read);
        }

        value = items;
        return true;
    }

    public override void Write(Utf8JsonWriter json, object value)
    {
        json.WriteStartArray();
        foreach (var read in (IReadOnlyList<T>)value)
        {
            Item.Write(json, read);
        }

        json.WriteEndArray();
    }
}
