using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookRelay.Contracts.Reading;

/// <summary>A known member, with its generated property metadata.</summary>
internal sealed class Member(JsonPropertyInfo property)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(property.Name);
    private Shape? _shape;

    public string Name => property.Name;

    public bool IsRequired => property.IsRequired;

    /// <summary>Resolved on first use, because shapes refer to each other.</summary>
    public Shape Shape => _shape ??= Shapes.For(property.PropertyType);

    public JsonPropertyInfo Property => property;

    /// <param name="json">At a name that could be read as text.</param>
    public bool IsNamed(ref Utf8JsonReader json) => json.ValueTextEquals(_name);

    public object? Get(Extensible owner) => property.Get!(owner);

    public void Set(Extensible owner, object? value) => property.Set!(owner, value);

    /// <summary>Reads the value into the owner: typed if it has the member's shape, otherwise unchanged.</summary>
    public bool Read(ref Utf8JsonReader json, Extensible owner)
    {
        var start = json;
        if (!Shape.TryRead(ref json, out var value))
        {
            json = start;
            Set(owner, null);
            owner.Keep(Name, JsonElement.ParseValue(ref json));
            return false;
        }

        Set(owner, value);
        owner.Unknown?.Remove(Name);
        if (value is double number && !json.RoundTripsAs(number))
        {
            owner.LongNumbers ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            owner.LongNumbers[Name] = JsonElement.ParseValue(ref json);
        }

        return true;
    }

    public void Write(Utf8JsonWriter json, Extensible owner)
    {
        if (Get(owner) is not { } value)
        {
            return;
        }

        json.WritePropertyName(_name);
        if (value is double number && owner.LongNumbers?.TryGetValue(Name, out var original) is true && original.GetDouble().Equals(number))
        {
            Shape.WriteUnchanged(json, original);
            return;
        }

        Shape.Write(json, value);
    }
}
