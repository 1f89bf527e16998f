using System.Globalization;
using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// A time span with at least one end. Labelbox filters by whole seconds. It does not document whether the ends are
/// included. Its single-ended forms include them, so treat both as included. Times are converted to UTC.
/// </summary>
public sealed record ExportTimeWindow
{
    private ExportTimeWindow(DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from > to)
        {
            throw new ArgumentException("A window must not end before it starts.", nameof(to));
        }

        (From, To) = (from?.ToUniversalTime(), to?.ToUniversalTime());
    }

    /// <summary>The first second, in UTC; null for no start.</summary>
    public DateTimeOffset? From { get; }

    /// <summary>The last second, in UTC; null for no end.</summary>
    public DateTimeOffset? To { get; }

    /// <summary>From a second on.</summary>
    /// <param name="from">A whole second.</param>
    /// <exception cref="ArgumentException">The time has a fraction of a second.</exception>
    public static ExportTimeWindow Since(DateTimeOffset from) => new(Whole(from, nameof(from)), null);

    /// <summary>Up to a second.</summary>
    /// <param name="to">A whole second.</param>
    /// <exception cref="ArgumentException">The time has a fraction of a second.</exception>
    public static ExportTimeWindow Until(DateTimeOffset to) => new(null, Whole(to, nameof(to)));

    /// <summary>From one second to another.</summary>
    /// <param name="from">A whole second.</param>
    /// <param name="to">A whole second, not before <paramref name="from"/>.</param>
    /// <exception cref="ArgumentException">A time has a fraction of a second, or they are in the wrong order.</exception>
    public static ExportTimeWindow Between(DateTimeOffset from, DateTimeOffset to) => new(Whole(from, nameof(from)), Whole(to, nameof(to)));

    /// <summary>The smallest window of whole seconds that contains a span: its start is rounded down, its end up.</summary>
    /// <param name="from">The start; null for no start.</param>
    /// <param name="to">The end; null for no end.</param>
    /// <exception cref="ArgumentException">Neither is given, or they are in the wrong order.</exception>
    public static ExportTimeWindow Covering(DateTimeOffset? from, DateTimeOffset? to) => (from, to) is (null, null)
        ? throw new ArgumentException("A window needs a start or an end.", nameof(from))
        : new(from - Fraction(from), Fraction(to) is { Ticks: > 0 } fraction ? to - fraction + TimeSpan.FromSeconds(1) : to);

    internal JsonObject Filter(string type) => new()
    {
        ["type"] = type,
        ["value"] = (From, To) switch
        {
            ({ } from, { } to) => Value("BETWEEN", new JsonObject { ["min"] = Text(from), ["max"] = Text(to) }),
            ({ } from, null) => Value("GREATER_THAN_OR_EQUAL", Text(from)),
            (null, { } to) => Value("LESS_THAN_OR_EQUAL", Text(to)),
            _ => throw new InvalidOperationException("A window always has an end."),
        },
    };

    private static JsonObject Value(string @operator, JsonNode value) => new() { ["operator"] = @operator, ["timezone"] = "UTC", ["value"] = value };

    /// <summary>The only form with an offset that Labelbox's client accepts: without colon and fraction.</summary>
    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "+0000";

    private static TimeSpan? Fraction(DateTimeOffset? time) => time is { } given ? TimeSpan.FromTicks(given.Ticks % TimeSpan.TicksPerSecond) : null;

    private static DateTimeOffset Whole(DateTimeOffset time, string name) => Fraction(time) == TimeSpan.Zero
        ? time
        : throw new ArgumentException("Labelbox filters by whole seconds. Remove the fraction, or use Covering.", name);
}
