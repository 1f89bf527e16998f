using System.ComponentModel;
using System.Globalization;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <summary>Counts of deliveries and refused requests over time.</summary>
internal sealed class ActivityApi(ActivityReader reader, TimeProvider time)
{
    private const string Webhook = "webhook";
    private const string Topic = "topic";

    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/activity", (HttpRequest request, ActivityApi api,
            [Description("RFC 3339; default: an hour before 'to'")] string? from,
            [Description("RFC 3339; default: now")] string? to,
            [Description("seconds of a step: a multiple of 10, and of 3600 before the last 25 hours; default: one that makes at most 360 steps")] string? step,
            [Description("divides the series: webhook (accepted), topic (accepted, settled); may be given several times")] string[]? by) => api.ReadAsync(request, from, to, step, by))
            .Produces<ActivityView>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Returns how many deliveries were accepted and settled, by state, and how many requests were refused, by reason.")
            .WithDescription("Times are rounded outwards to whole steps. After the process was killed, 'incomplete' names the time in which settled deliveries and refused requests of up to 10 seconds may be missing.");

    private async Task<IResult> ReadAsync(HttpRequest request, string? from, string? to, string? step, string[]? by)
    {
        var errors = new ValidationErrors();
        errors.AddUnknown(request.Query, ["from", "to", "step"], "by");
        var query = Query(from, to, step, by ?? [], errors);
        return errors.Any
            ? errors.Problem()
            : TypedResults.Json(ActivityView.Of(await reader.ReadAsync(query, request.HttpContext.RequestAborted)), AdminJson.Default.ActivityView);
    }

    private ActivityQuery Query(string? fromText, string? toText, string? stepText, string[] by, ValidationErrors errors)
    {
        var (parts, now) = (new FilterParts(errors, string.Empty), time.GetUtcNow());
        var to = parts.Time(toText, "to") ?? now;
        var from = parts.Time(fromText, "from") ?? to.AddHours(-1);
        if (by.Any(each => each is not (Webhook or Topic)))
        {
            errors.Add("by", "Valid values are webhook and topic. Repeat the parameter to pass several.");
        }

        if (from >= to || from.Year < 2000 || to.Year > 9000)
        {
            errors.Add("from", "It must be before 'to', and not before 2000.");
            return ActivityQuery.Of(now, now, ActivitySlot.Length, byWebhook: false, byTopic: false);
        }

        var step = ActivityQuery.StepFor(from, to, now);
        if (stepText is not null)
        {
            var isNumber = int.TryParse(stepText, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
            step = TimeSpan.FromSeconds(isNumber && seconds > 0 ? seconds : 1);
            AddStepErrors(step, from, to, now, errors);
        }

        return ActivityQuery.Of(from, to, step, by.Contains(Webhook, StringComparer.Ordinal), by.Contains(Topic, StringComparer.Ordinal));
    }

    private static void AddStepErrors(TimeSpan step, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, ValidationErrors errors)
    {
        if (step.Ticks % ActivitySlot.Length.Ticks is not 0)
        {
            errors.Add("step", "It must be a number of seconds that is a multiple of 10.");
        }
        else if ((to - from) / step > ActivityQuery.MaxPoints)
        {
            errors.Add("step", $"It must divide the time into at most {ActivityQuery.MaxPoints} steps.");
        }
        else if (now - from > ActivitySlot.KeptFor && step.Ticks % TimeSpan.TicksPerHour is not 0)
        {
            errors.Add("step", "Before the last 25 hours only whole hours are kept: it must be a multiple of 3600.");
        }
    }
}

/// <param name="From">The begin of the first step.</param>
/// <param name="To">The end of the last step.</param>
/// <param name="Step">Seconds of a step.</param>
/// <param name="Since">When counting began: earlier steps are 0.</param>
/// <param name="Accepted">Accepted deliveries; one series, or one for each webhook and topic with any.</param>
/// <param name="Settled">Settled deliveries, a series for each state with any. A delivery that waited for a queue counts as unrouted, and again when it is relayed.</param>
/// <param name="Refused">Refused requests, a series for each reason with any.</param>
/// <param name="Incomplete">Times in which settled deliveries and refused requests of up to 10 seconds may be missing, because the process was killed.</param>
internal sealed record ActivityView(
    DateTimeOffset From, DateTimeOffset To, int Step, DateTimeOffset Since,
    IReadOnlyList<AcceptedSeries> Accepted, IReadOnlyList<SettledSeries> Settled, IReadOnlyList<RefusedSeries> Refused, IReadOnlyList<IncompleteTime> Incomplete)
{
    public static ActivityView Of(ActivityReport report) => new(
        report.Query.From, report.Query.To, (int)report.Query.Step.TotalSeconds, report.Since,
        [.. Of(report, ActivityKind.Accepted).Select(series => new AcceptedSeries(series.Name, NameOf(series.Topic), series.Counts.Sum(), series.Counts))],
        [.. Of(report, ActivityKind.Settled).Select(series => new SettledSeries(series.Name!, NameOf(series.Topic), series.Counts.Sum(), series.Counts))],
        [.. Of(report, ActivityKind.Refused).Select(series => new RefusedSeries(series.Name!, series.Counts.Sum(), series.Counts))],
        [.. report.Incomplete.Select(time => new IncompleteTime(time.From, time.To))]);

    private static IEnumerable<ActivitySeries> Of(ActivityReport report, ActivityKind kind) => report.Series.Where(series => series.Kind == kind);

    private static string? NameOf(LabelboxTopic? topic) => topic is { } known ? LabelboxTopics.NameOf(known) : null;
}

/// <param name="Webhook">Its name, empty for the path without a name; absent for all webhooks.</param>
/// <param name="Topic">The topic; absent for all.</param>
/// <param name="Total">The sum of the counts.</param>
/// <param name="Counts">The count of each step.</param>
internal sealed record AcceptedSeries(string? Webhook, string? Topic, long Total, IReadOnlyList<long> Counts);

/// <param name="State">relayed, duplicate, unrouted or quarantined.</param>
/// <param name="Topic">The topic; absent for all.</param>
/// <param name="Total">The sum of the counts.</param>
/// <param name="Counts">The count of each step.</param>
internal sealed record SettledSeries(string State, string? Topic, long Total, IReadOnlyList<long> Counts);

/// <param name="Reason">As in <c>GET /refusals</c>.</param>
/// <param name="Total">The sum of the counts.</param>
/// <param name="Counts">The count of each step.</param>
internal sealed record RefusedSeries(string Reason, long Total, IReadOnlyList<long> Counts);

internal sealed record IncompleteTime(DateTimeOffset From, DateTimeOffset To);
