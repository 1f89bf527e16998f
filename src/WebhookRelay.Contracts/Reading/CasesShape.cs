using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>
/// A JSON object of one of several types that share members. The one member that each type adds identifies it. An object
/// without such a member, or with one of an unexpected kind, becomes the type for unknown objects.
/// </summary>
internal sealed class CasesShape : Shape
{
    private readonly Dictionary<Type, ObjectShape> _byType;

    /// <param name="type">The type with the shared members.</param>
    /// <param name="unknown">The type with the shared members only.</param>
    /// <param name="cases">The types with additional members; the first member found decides.</param>
    public CasesShape(Type type, ObjectShape unknown, IReadOnlyList<ObjectShape> cases)
    {
        Type = type;
        Unknown = unknown;
        Cases = [.. cases.SelectMany(shape => shape.Members.Where(IsItsOwn).Select(member => new Case(shape, member)))];
        _byType = cases.Append(unknown).ToDictionary(shape => shape.Type);

        bool IsItsOwn(Member member) => unknown.Members.All(shared => !string.Equals(shared.Name, member.Name, StringComparison.Ordinal));
    }

    public Type Type { get; }

    public ObjectShape Unknown { get; }

    public IReadOnlyList<Case> Cases { get; }

    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = null;
        if (json.TokenType is not JsonTokenType.StartObject || json.CurrentDepth >= ObjectShape.MaxDepth)
        {
            return false;
        }

        var shape = Unknown;
        var read = Unknown.Create();
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            if (shape == Unknown && Find(ref json) is { } found)
            {
                (shape, read) = Decide(ref json, found, read);
            }
            else if (!shape.TryReadMember(ref json, read))
            {
                return false;
            }
        }

        value = read;
        return true;
    }

    public override void Write(Utf8JsonWriter json, object value) => _byType[value.GetType()].Write(json, value);

    protected override object ReadMisfit(ref Utf8JsonReader json) => Unknown.CreateMisfit(ref json);

    private (ObjectShape Shape, Extensible Read) Decide(ref Utf8JsonReader json, Case found, Extensible soFar)
    {
        var decided = found.Shape.Create();
        json.Read();
        if (!found.Member.Read(ref json, decided))
        {
            soFar.Keep(found.Member.Name, decided.Unknown![found.Member.Name]);
            return (Unknown, soFar);
        }

        foreach (var shared in Unknown.Members)
        {
            shared.Set(decided, shared.Get(soFar));
        }

        decided.Unknown = soFar.Unknown;
        decided.LongNumbers = soFar.LongNumbers;
        return (found.Shape, decided);
    }

    private Case? Find(ref Utf8JsonReader json)
    {
        if (json.ValueIsEscaped)
        {
            return null;
        }

        foreach (var possible in Cases)
        {
            if (possible.Member.IsNamed(ref json))
            {
                return possible;
            }
        }

        return null;
    }

    /// <summary>A type, and the member that identifies it.</summary>
    internal sealed record Case(ObjectShape Shape, Member Member);
}
