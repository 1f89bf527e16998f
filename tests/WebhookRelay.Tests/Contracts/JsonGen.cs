using System.Globalization;
using System.Text.Json;
using CsCheck;

namespace WebhookRelay.Tests.Contracts;

/// <summary>Generates JSON as text.</summary>
/// <param name="whole">Whether every optional member is there, and every list has one of each kind.</param>
internal abstract class JsonGen(bool whole)
{
    /// <summary>The prefix of unknown members.</summary>
    public const string Future = "future_";

    public static readonly Gen<string> Text = Gen.String.Select(text => JsonSerializer.Serialize(text));

    public static readonly Gen<string> Id = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 25, 25].Select(id => $"\"{id}\""),
        Gen.Guid.Select(id => $"\"{id}\""));

    public static readonly Gen<string> Whole = Gen.OneOf(
        Gen.Int.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.Int[0, 5000].Select(number => $"{number.ToString(CultureInfo.InvariantCulture)}.0"));

    public static readonly Gen<string> Number = Gen.OneOf(
        Whole,
        Gen.Double[-1e6, 1e6].Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Decimal.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.OneOf("0", "-0.0", "1e5", "1E-7", "0.10", "123456789012345678901234567890", "0.1234567890123456789012345"));

    public static readonly Gen<string> Flag = Gen.OneOf("true", "false");

    public static readonly Gen<string> Time = Gen.Select(
        Gen.DateTime[new DateTime(2019, 1, 1), new DateTime(2030, 1, 1)],
        Gen.OneOf("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", "yyyy-MM-dd'T'HH:mm:ss'+00:00'", "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", "yyyy-MM-dd'T'HH:mm:ss'Z'"),
        (time, format) => $"\"{time.ToString(format, CultureInfo.InvariantCulture)}\"");

    /// <summary>Anything, as a later Labelbox might send it.</summary>
    public static readonly Gen<string> Anything = Gen.Recursive<string>((depth, self) => depth >= 3
        ? Gen.OneOf(Text, Number, Flag, Gen.OneOf("null", "1e400", "[]", "{}"))
        : Gen.OneOf(Text, Number, Flag, Gen.Const("null"), self.Array[0, 3].Select(Array), Gen.Dictionary(Text, self)[0, 3].Select(Object)));

    private static readonly Gen<string[]> Unknown =
        Gen.Dictionary(Gen.Int[0, 99].Select(number => $"\"{Future}{number}\""), Anything)[0, 2].Select(members => members.Select(Named).ToArray());

    protected bool IsWhole => whole;

    protected Gen<string> ListOf(params Gen<string>[] kinds) =>
        whole ? InOrder(kinds).Select(Array) : Gen.OneOf(kinds).Array[0, 3].Select(Array);

    protected Gen<string> MapOf(Gen<string> name, params Gen<string>[] kinds) =>
        whole
            ? InOrder([.. kinds.Select(kind => Gen.Select(name, kind, (key, value) => $"{key}:{value}"))]).Select(members => $"{{{string.Join(',', members)}}}")
            : Gen.Dictionary(name, Gen.OneOf(kinds))[0, 3].Select(Object);

    /// <summary>An object with any of the members, in any order, and some unknown ones.</summary>
    protected Gen<string> ObjectOf(params (string Name, Gen<string> Value)[] members) => ObjectOf(always: [], members);

    protected Gen<string> ObjectOf((string Name, Gen<string> Value)[] always, params (string Name, Gen<string> Value)[] members)
    {
        var known = InOrder([.. always.Select(Written), .. members.Select(Written).Select(Maybe)]);
        var all = Gen.Select(known, Unknown, (some, others) => some.Where(member => member.Length > 0).Concat(others).ToArray());
        return all.SelectMany(members => Gen.Shuffle(members)).Select(shuffled => $"{{{string.Join(',', shuffled)}}}");
    }

    protected static Gen<string[]> InOrder(IReadOnlyList<Gen<string>> values) =>
        values.Aggregate(Gen.Const(System.Array.Empty<string>()), (before, next) => Gen.Select(before, next, (list, value) => (string[])[.. list, value]));

    private static Gen<string> Written((string Name, Gen<string> Value) member) => member.Value.Select(value => $"\"{member.Name}\":{value}");

    private Gen<string> Maybe(Gen<string> member) => whole ? member : Gen.Frequency((3, member), (1, Gen.Const("")));

    private static string Array(string[] items) => $"[{string.Join(',', items)}]";

    private static string Object(IReadOnlyDictionary<string, string> members) => $"{{{string.Join(',', members.Select(Named))}}}";

    private static string Named(KeyValuePair<string, string> member) => $"{member.Key}:{member.Value}";
}
