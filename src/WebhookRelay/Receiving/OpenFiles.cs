using System.Globalization;

namespace WebhookRelay.Receiving;

/// <summary>The process's limit of open files. A connection counts as one.</summary>
internal static class OpenFiles
{
    /// <summary>Used if the system reports no limit.</summary>
    private const long DefaultLimit = 65_536;

    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";

    public static long Limit { get; } = File.Exists(Limits) ? Parse(File.ReadAllLines(Limits)) : DefaultLimit;

    /// <summary>Reads the soft limit from <c>/proc/self/limits</c>.</summary>
    public static long Parse(IEnumerable<string> limits) =>
        limits.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal)) is { } row
        && row[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
        && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : DefaultLimit;
}
