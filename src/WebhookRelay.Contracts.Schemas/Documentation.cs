using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using WebhookRelay.Contracts.Reading;

namespace WebhookRelay.Contracts.Schemas;

/// <summary>The XML documentation summaries of the contracts.</summary>
internal static partial class Documentation
{
    private static readonly Dictionary<string, XElement> Summaries =
        XDocument.Load(Path.ChangeExtension(typeof(LabelboxEvent).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!, StringComparer.Ordinal);

    /// <summary>The JSON names of members, by their documentation ids.</summary>
    private static readonly Dictionary<string, string> JsonNames = Shapes.Known.OfType<ObjectShape>()
        .SelectMany(shape => shape.Members).DistinctBy(member => Key(member.Property), StringComparer.Ordinal)
        .ToDictionary(member => Key(member.Property), member => member.Name, StringComparer.Ordinal);

    public static string Of(Type type) => Text($"T:{type.FullName}");

    public static string Of(JsonPropertyInfo property) => Text(Key(property));

    public static string Of(Enum value) => Text($"F:{value.GetType().FullName}.{value}");

    private static string Key(JsonPropertyInfo property) =>
        property.AttributeProvider is MemberInfo member ? $"P:{member.DeclaringType!.FullName}.{member.Name}" : property.Name;

    private static string Text(string key)
    {
        var text = string.Concat(Summaries[key].Nodes().Select(Text));
        return Spaces().Replace(text, " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } see => Name(see.Attribute("cref")!.Value),
        XElement element => element.Value,
        XText text => text.Value,
        _ => "",
    };

    private static string Name(string cref) =>
        JsonNames.GetValueOrDefault(cref) ?? (cref.EndsWith(".Unknown", StringComparison.Ordinal) ? "additional properties" : cref[(cref.LastIndexOf('.') + 1)..]);

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
