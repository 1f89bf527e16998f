using System.Globalization;

namespace WebhookRelay.Receiving;

/// <summary>How many files the process may have open. A connection is one.</summary>
internal static class OpenFiles
{
    /// <summary>Where the system does not say, or sets no limit.</summary>
    private const long DefaultLimit = 65_536;

    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";

    public static long Limit { get; } = File.Exists(Limits) ? Parse(File.ReadAllLines(Limits)) : DefaultLimit;

    /// <summary>Reads the limit that counts out of what Linux tells of a process.</summary>
    public static long Parse(IEnumerable<string> limits) =>
        limits.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal)) is { } row
        && row[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
        && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : DefaultLimit;
}
