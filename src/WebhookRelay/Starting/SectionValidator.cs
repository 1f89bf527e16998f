using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace WebhookRelay.Starting;

/// <summary>
/// Validates a section against its options class before binding: unknown keys, lists and sections given as a single value,
/// and values that do not convert. The binder would report only the first, with a less helpful message.
/// </summary>
internal static class SectionValidator
{
    /// <summary>Stands for a name that the operator chooses.</summary>
    public const string AnyName = "<name>";

    /// <summary>Every key below a path; a list counts as one.</summary>
    public static IEnumerable<string> Keys(string path, Type type) =>
        NamesOf(type) is { } named ? Keys($"{path}:{AnyName}", named)
        : ItemsOf(type) is not null || IsValue(type) ? [path]
        : Settable(type).SelectMany(member => Keys($"{path}:{member.Name}", member.PropertyType));

    /// <returns>Each fault with its path; values that could be secrets are not repeated.</returns>
    public static IEnumerable<(string Path, string Fault)> Faults(IConfigurationSection section, Type options) =>
        section.GetChildren().SelectMany(child => OfMember(child, options));

    private static IEnumerable<(string Path, string Fault)> Of(IConfigurationSection at, Type type) => (ItemsOf(type), NamesOf(type)) switch
    {
        ({ } item, _) => OfList(at, item),
        (_, { } named) => OfSection(at, $"{at.Path} contains names: set {at.Path}:<name>:…", child => Of(child, named)),
        _ when IsValue(type) => OfValue(at, type),
        _ => OfSection(at, $"{at.Path} is a section: set one of its keys, such as {at.Path}:{Settable(type).First().Name}.", child => OfMember(child, type)),
    };

    private static IEnumerable<(string Path, string Fault)> OfMember(IConfigurationSection at, Type owner)
    {
        if (NamesOf(owner) is { } named)
        {
            return Of(at, named);
        }

        var members = Settable(owner).ToList();
        return members.Find(member => string.Equals(member.Name, at.Key, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Of(at, known.PropertyType)
            : [(at.Path, Unknown(at, members))];
    }

    private static IEnumerable<(string Path, string Fault)> OfList(IConfigurationSection at, Type item) => at switch
    {
        { Value.Length: > 0 } => [(at.Path, $"{at.Path} is a list: set {at.Path}:0 (in the environment {Variable(at.Path)}__0).")],
        _ => at.GetChildren().SelectMany(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? Of(child, item)
            : [(child.Path, $"{child.Path} is not a setting: {at.Path} is a list, and its items are {at.Path}:0, {at.Path}:1 and so on.")]),
    };

    private static IEnumerable<(string Path, string Fault)> OfSection(IConfigurationSection at, string fault, Func<IConfigurationSection, IEnumerable<(string, string)>> below) =>
        at.Value is { Length: > 0 } ? [(at.Path, fault)] : at.GetChildren().SelectMany(below);

    private static IEnumerable<(string Path, string Fault)> OfValue(IConfigurationSection at, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (at.GetChildren().FirstOrDefault() is { } below)
        {
            yield return (below.Path, $"{below.Path} is not a setting: {at.Path} is one value.");
        }
        else if (at.Value is { } value && !(value.Length is 0 && plain != type) && Fault(at.Path, value, plain) is { } fault)
        {
            yield return (at.Path, fault);
        }
    }

    private static string? Fault(string path, string value, Type type) => type switch
    {
        _ when type == typeof(string) => null,
        _ when type == typeof(TimeSpan) && DurationHint.For(value) is { } meant => $"{path} {meant}",
        _ when Converts(value, type) => null,
        _ when type == typeof(TimeSpan) => $"{path} must be a duration such as 00:00:30 (hours:minutes:seconds) or 7.00:00:00 (days before the dot).",
        _ when type == typeof(bool) => $"{path} must be true or false.",
        _ when type == typeof(Uri) => $"{path} must be an address such as https://host/path.",
        { IsEnum: true } => $"{path} must be {string.Join(" or ", Enum.GetNames(type))}.",
        _ => $"{path} must be a whole number between {type.GetField("MinValue")?.GetValue(null)} and {type.GetField("MaxValue")?.GetValue(null)}.",
    };

    /// <summary>Converts like the binder.</summary>
    private static bool Converts(string value, Type type)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NotSupportedException || e.InnerException is FormatException or OverflowException)
        {
            return false;
        }
    }

    private static string Unknown(IConfigurationSection at, List<PropertyInfo> members)
    {
        var parent = at.Path[..at.Path.LastIndexOf(':')];
        var near = NameSuggestions.FindNearest(at.Key, members.Select(member => member.Name));
        var meant = near is null ? null : $"{parent}:{near}" + (ItemsOf(members.Find(member => string.Equals(member.Name, near, StringComparison.Ordinal))!.PropertyType) is null ? string.Empty : ":0 (a list)");
        return meant is null
            ? $"{at.Path} is not a setting. The settings of {parent} are {string.Join(", ", members.Select(member => member.Name))}."
            : $"{at.Path} is not a setting. Did you mean {meant}?";
    }

    private static string Variable(string path) => path.Replace(":", "__", StringComparison.Ordinal);

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length is 0);

    private static bool IsValue(Type type) => type == typeof(string) || type == typeof(Uri) || type.IsValueType;

    private static Type? ItemsOf(Type type) =>
        type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(IList<>) ? type.GetGenericArguments()[0] : null;

    private static Type? NamesOf(Type type) =>
        type.GetInterfaces().Append(type).FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IDictionary<,>))?.GetGenericArguments()[1];
}
