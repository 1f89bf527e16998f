using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookRelay.Contracts.Reading;

/// <summary>A JSON object with known members and any others.</summary>
internal sealed class ObjectShape(JsonTypeInfo type) : Shape
{
    /// <summary>Reading and writing are recursive, and a thread's stack is limited. Deeper values are kept unchanged.</summary>
    public const int MaxDepth = 512;

    public Type Type => type.Type;

    public Member[] Members { get; } =
        [.. type.Properties.Where(property => !property.IsExtensionData && property.Get is not null).Select(property => new Member(property))];

    /// <summary>An empty instance, without the initial values of a new one.</summary>
    public Extensible Create()
    {
        var created = (Extensible)type.CreateObject!();
        foreach (var member in Members)
        {
            if (member.IsRequired)
            {
                member.Set(created, null);
            }
        }

        return created;
    }

    /// <summary>The first required member of the type that is missing.</summary>
    public string? Missing(Extensible owner) => Members.FirstOrDefault(member => member.IsRequired && member.Get(owner) is null)?.Name;

    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = null;
        if (json.TokenType is not JsonTokenType.StartObject || json.CurrentDepth >= MaxDepth)
        {
            return false;
        }

        var read = Create();
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            if (!TryReadMember(ref json, read))
            {
                return false;
            }
        }

        value = read;
        return true;
    }

    /// <summary>Reads from a member's name past its value. False if the name has an unpaired surrogate, which a dictionary cannot hold.</summary>
    public bool TryReadMember(ref Utf8JsonReader json, Extensible owner)
    {
        if (json.ValueIsEscaped && Text(ref json) is null)
        {
            return false;
        }

        if (Find(ref json) is { } member)
        {
            json.Read();
            member.Read(ref json, owner);
            return true;
        }

        if (Text(ref json) is not { } name)
        {
            return false;
        }

        json.Read();
        owner.Keep(name, JsonElement.ParseValue(ref json));
        return true;
    }

    public override void Write(Utf8JsonWriter json, object value)
    {
        var owner = (Extensible)value;
        if (owner.Misfit is { } misfit)
        {
            WriteUnchanged(json, misfit);
            return;
        }

        json.WriteStartObject();
        foreach (var member in Members)
        {
            member.Write(json, owner);
        }

        foreach (var (name, unknown) in owner.Unknown ?? new Dictionary<string, JsonElement>(0, StringComparer.Ordinal))
        {
            if (!HasTypedValue(owner, name))
            {
                json.WritePropertyName(name);
                WriteUnchanged(json, unknown);
            }
        }

        json.WriteEndObject();
    }

    public Extensible CreateMisfit(ref Utf8JsonReader json)
    {
        var misfit = Create();
        misfit.Misfit = JsonElement.ParseValue(ref json);
        return misfit;
    }

    protected override object ReadMisfit(ref Utf8JsonReader json) => CreateMisfit(ref json);

    private Member? Find(ref Utf8JsonReader json)
    {
        foreach (var member in Members)
        {
            if (member.IsNamed(ref json))
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>Whether the member has a typed value, which takes precedence.</summary>
    private bool HasTypedValue(Extensible owner, string name) =>
        Members.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.Ordinal))?.Get(owner) is not null;
}
