using System.Globalization;
using WebhookRelay.Cli.Output;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

/// <summary>A time range as a user types it: <c>FROM..TO</c>, either end optional. A time without an offset is in UTC.</summary>
internal sealed record TimeRange(DateTimeOffset? From, DateTimeOffset? To)
{
    public const string Format = "FROM..TO, where each is a time (2026-01-31, 2026-01-31T12:00:00Z), an age (90m, 12h, 3d) or empty";

    private const string Separator = "..";

    /// <summary>Whole seconds, the resolution of Labelbox's filter.</summary>
    internal ExportTimeWindow Window => ExportTimeWindow.Covering(From, To);

    public static TimeRange? Parse(string text, DateTimeOffset now)
    {
        var at = text.IndexOf(Separator, StringComparison.Ordinal);
        if (at < 0 || !TryEnd(text[..at], now, out var from) || !TryEnd(text[(at + Separator.Length)..], now, out var to))
        {
            return null;
        }

        return (from ?? to) is null || from > to ? null : new TimeRange(from, to);
    }

    private static bool TryEnd(string text, DateTimeOffset now, out DateTimeOffset? end)
    {
        end = null;
        if (text.Length is 0)
        {
            return true;
        }

        if (Age.TryParse(text, out var age))
        {
            end = now - age;
            return true;
        }

        var isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        end = isTime ? time : null;
        return isTime;
    }
}
