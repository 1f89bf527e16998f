using System.Text.RegularExpressions;

namespace WebhookRelay.Starting;

/// <summary>
/// Finds settings outside every known section that were probably meant for one: a mistyped section, or one underscore
/// instead of two. Without this check they would be ignored.
/// </summary>
internal static class UnknownSectionCheck
{
    /// <summary>Sections without an options class.</summary>
    private static readonly string[] Others = ["Serilog", SettingsSources.Folder];

    public static List<string> Faults(IConfiguration configuration, IReadOnlyList<KnownSection> ours)
    {
        List<string> known = [.. ours.Select(section => section.Name), .. Others];
        return [.. configuration.GetChildren()
            .Where(section => !known.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            .Select(section => Misjoined(section.Key, ours) ?? Mistyped(section, known))
            .OfType<string>()];
    }

    private static string? Misjoined(string typed, IReadOnlyList<KnownSection> ours)
    {
        var meant = ours.Where(section => typed.Length > section.Name.Length && typed.StartsWith(section.Name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(section => SectionValidator.Keys(section.Name, section.Options))
            .FirstOrDefault(key => WithSeparators(key).IsMatch(typed));
        return meant is null ? null : $"{typed} is not a setting. Write {meant.Replace(":", "__", StringComparison.Ordinal)}: the parts of a setting are joined by two underscores in the environment.";
    }

    /// <summary>A key without children belongs to another program, unless it resembles the relay's only such setting.</summary>
    private static string? Mistyped(IConfigurationSection section, List<string> known)
    {
        var near = NameSuggestions.FindNearest(section.Key, section.GetChildren().Any() ? known : [SettingsSources.Folder]);
        return near is null ? null : $"{section.Key} is not a section of settings. Did you mean {near}?";
    }

    /// <summary>Matches a key with one underscore, a dot or a dash between its parts.</summary>
    private static Regex WithSeparators(string key) => new(
        $"^{string.Join("[_.-]", key.Split(':').Select(part => part is SectionValidator.AnyName ? ".+" : Regex.Escape(part)))}([_.-][0-9]+)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}

/// <summary>A section and its options class.</summary>
internal sealed record KnownSection(string Name, Type Options);
