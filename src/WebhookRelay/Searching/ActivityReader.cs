using WebhookRelay.Contracts;
using WebhookRelay.Ledger;

namespace WebhookRelay.Searching;

/// <summary>Reads the counts of deliveries and refused requests as series of equal steps.</summary>
internal sealed class ActivityReader(DeliveryLedger ledger)
{
    /// <param name="query">A valid query.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read or written now.</exception>
    public async Task<ActivityReport> ReadAsync(ActivityQuery query, CancellationToken cancellationToken)
    {
        var (from, to, step) = (ActivitySlot.Of(query.From), ActivitySlot.Of(query.To), query.Step.Ticks / ActivitySlot.Length.Ticks);
        var records = await ledger.Activity.ReadAsync(from, to, query.ByHour, cancellationToken);
        var series = new Dictionary<(ActivityKind, string?, LabelboxTopic?), long[]>();
        // Senders may write a webhook's name in any letter case.
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (slot, counts) in records.Counts)
        {
            foreach (var (kind, name, topic, count) in counts.All)
            {
                names.TryAdd(name, name);
                var key = (kind, kind is ActivityKind.Accepted && !query.ByWebhook ? null : names[name], query.ByTopic && kind is not ActivityKind.Refused ? topic : default(LabelboxTopic?));
                if (!series.TryGetValue(key, out var points))
                {
                    series[key] = points = new long[(to - from) / step];
                }

                points[(slot - from) / step] += count;
            }
        }

        return new ActivityReport(
            query,
            ledger.Activity.Since,
            [.. series.Select(each => new ActivitySeries(each.Key.Item1, each.Key.Item2, each.Key.Item3, each.Value)).OrderBy(each => each.Kind).ThenBy(each => each.Name, StringComparer.Ordinal).ThenBy(each => each.Topic)],
            [.. records.Gaps.Where(gap => gap.ToSlot >= from && gap.FromSlot < to).Select(gap => new ActivityIncomplete(ActivitySlot.Begin(gap.FromSlot), ActivitySlot.Begin(gap.ToSlot + 1)))]);
    }
}

/// <summary>What to read.</summary>
/// <param name="From">The first step's begin: a multiple of the step.</param>
/// <param name="To">The last step's end: a multiple of the step.</param>
/// <param name="Step">The length of a step: whole slots, or whole hours.</param>
/// <param name="ByWebhook">Whether to divide accepted deliveries by webhook.</param>
/// <param name="ByTopic">Whether to divide deliveries by topic.</param>
internal sealed record ActivityQuery(DateTimeOffset From, DateTimeOffset To, TimeSpan Step, bool ByWebhook, bool ByTopic)
{
    public const int MaxPoints = 1500;

    private const int PreferredPoints = 360;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan[] Steps = [ActivitySlot.Length, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), Hour, TimeSpan.FromHours(6), TimeSpan.FromDays(1)];

    /// <summary>Whether the records of hours are enough.</summary>
    public bool ByHour => Step.Ticks % Hour.Ticks is 0;

    /// <summary>A query whose times are rounded outwards to whole steps.</summary>
    public static ActivityQuery Of(DateTimeOffset from, DateTimeOffset to, TimeSpan step, bool byWebhook, bool byTopic) => new(
        new DateTimeOffset(from.UtcTicks - (from.UtcTicks % step.Ticks), TimeSpan.Zero),
        new DateTimeOffset(to.UtcTicks + ((step.Ticks - (to.UtcTicks % step.Ticks)) % step.Ticks), TimeSpan.Zero),
        step, byWebhook, byTopic);

    /// <summary>The shortest usual step that makes a chart of at most 360 points, and whose counts are kept.</summary>
    public static TimeSpan StepFor(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        Steps.FirstOrDefault(step => (to - from) / step <= PreferredPoints && (step >= Hour || now - from <= ActivitySlot.KeptFor), Steps[^1]);
}

/// <param name="Query">What was read.</param>
/// <param name="Since">When counting began.</param>
/// <param name="Series">The series with any count.</param>
/// <param name="Incomplete">Where counts may be missing.</param>
internal sealed record ActivityReport(ActivityQuery Query, DateTimeOffset Since, IReadOnlyList<ActivitySeries> Series, IReadOnlyList<ActivityIncomplete> Incomplete);

/// <param name="Kind">What is counted.</param>
/// <param name="Name">The webhook, the state or the reason; null for accepted deliveries of all webhooks.</param>
/// <param name="Topic">The topic; null for all.</param>
/// <param name="Counts">The count of each step.</param>
internal sealed record ActivitySeries(ActivityKind Kind, string? Name, LabelboxTopic? Topic, IReadOnlyList<long> Counts);

/// <summary>The process was killed within this time: settled deliveries and refused requests of up to 10 s are not counted.</summary>
internal sealed record ActivityIncomplete(DateTimeOffset From, DateTimeOffset To);
