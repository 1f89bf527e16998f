using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Publishing;

namespace WebhookRelay.Tests.Deploying;

/// <summary>Every configuration key with its default, from the options classes.</summary>
internal static partial class OptionKeys
{
    /// <summary>By key. <c>&lt;name&gt;</c> stands for any name; a list is one key.</summary>
    public static IReadOnlyDictionary<string, object?> All { get; } = OptionsClasses()
        .SelectMany(section => Keys(SectionOf(section), section))
        .Append(KeyValuePair.Create("SecretsFolder", default(object)))
        .Append(KeyValuePair.Create("Logging:Payloads", default(object)))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Whether a setting, written as the environment's <c>Section__Key__0</c> or with colons, is one that the service reads.</summary>
    public static bool Knows(string setting)
    {
        var words = setting.Replace("__", ":", StringComparison.Ordinal).Split(':');
        if (words.Length > 1 && Digits().IsMatch(words[^1]))
        {
            words = words[..^1];
        }

        return All.Keys.Select(key => key.Split(':')).Any(key => key.Length == words.Length && Begins(key, words));
    }

    /// <summary>Whether it is the prefix of several keys, such as Publishing:Tls.</summary>
    public static bool KnowsSection(string section) =>
        section.Split(':') is var words && All.Keys.Select(key => key.Split(':')).Any(key => key.Length > words.Length && Begins(key, words));

    private static bool Begins(string[] key, string[] words) =>
        key.Zip(words).All(pair => pair.First is "<name>" || string.Equals(pair.First, pair.Second, StringComparison.Ordinal));

    /// <summary>The options class of each section.</summary>
    public static IReadOnlyDictionary<string, Type> Sections { get; } = OptionsClasses().ToDictionary(SectionOf, StringComparer.Ordinal);

    private static string SectionOf(Type options) => (string)options.GetField("Section")!.GetRawConstantValue()!;

    private static IEnumerable<Type> OptionsClasses() => typeof(PublishingOptions).Assembly.GetTypes()
        .Where(type => type.GetField("Section") is { IsLiteral: true })
        .Append(typeof(LabelboxClientOptions));

    private static IEnumerable<KeyValuePair<string, object?>> Keys(string prefix, Type type)
    {
        if (Named(type) is { } each)
        {
            return Keys($"{prefix}:<name>", each);
        }

        var defaults = Activator.CreateInstance(type)!;
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.CanWrite)
            .SelectMany(property => IsLeaf(property.PropertyType)
                ? [KeyValuePair.Create($"{prefix}:{property.Name}", property.GetValue(defaults))]
                : Keys($"{prefix}:{property.Name}", property.PropertyType));
    }

    private static Type? Named(Type type) =>
        type.GetInterfaces().Append(type)
            .FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IDictionary<,>))?.GetGenericArguments()[1];

    private static bool IsLeaf(Type type) =>
        type.Namespace?.StartsWith("System", StringComparison.Ordinal) is true && Named(type) is null
        || type.IsEnum
        || (typeof(IEnumerable).IsAssignableFrom(type) && Named(type) is null);

    [GeneratedRegex("^[0-9]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
