using System.Globalization;

namespace WebhookRelay.Cli.Output;

/// <summary>Formats numbers and times for people.</summary>
internal static class Humanize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string? Time(DateTimeOffset? time) => time is { } at ? Time(at) : null;

    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1000 && unit < Units.Length - 1)
        {
            (value, unit) = (value / 1000, unit + 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    /// <summary>A number with its noun: <c>1 delivery</c>, <c>2 deliveries</c>.</summary>
    public static string Count(long number, string one, string several) => $"{Number(number)} {(number is 1 ? one : several)}";

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Span(TimeSpan span) => span.TotalMinutes < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s")
        : span.TotalHours < 2 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min")
        : span.TotalDays < 2 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days");
}
