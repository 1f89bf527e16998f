using System.Globalization;
using WebhookRelay.Inspector.Layout;
using WebhookRelay.Inspector.Replays;
using WebhookRelay.Management;
using WebhookRelay.Replaying;

namespace WebhookRelay.Inspecting;

/// <summary>Replays: first the forecast, then the start. Above a thousand deliveries their number must be typed.</summary>
internal sealed class ReplayPages(ReplayPlanReader plans, Replayer replayer)
{
    private const string Section = "replays";
    private const string Page = $"{InspectorGuard.Root}/replays";
    private const string Caller = "inspector";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/replays", (ReplayPages replays) => replays.List());
        pages.MapGet("/replays/new", async (HttpRequest request, ReplayPages replays) => New(await replays.PlanAsync(request.Query, request.HttpContext.RequestAborted)));
        pages.MapPost("/replays", (HttpContext context, ReplayPages replays) => replays.StartAsync(context));
        pages.MapGet("/replays/{id}", (ReplayPages replays, string id) => replays.Show(id));
        pages.MapPost("/replays/{id}/cancel", (HttpContext context, ReplayPages replays, string id) => replays.CancelAsync(context, id));
    }

    private IResult List()
    {
        var (replays, unreadable) = replayer.All();
        return PageResult.Of<ReplaysPage, ReplaysView>(Section, new ReplaysView([.. replays.Select(Row)], unreadable.Count));
    }

    private IResult Show(string id) => replayer.Find(id) is { } replay
        ? PageResult.Of<ReplayPage, ReplayRow>(Section, Row(replay))
        : PageResult.Error(StatusCodes.Status404NotFound, new ErrorView("There is no replay of this id", "Its record was removed, or belongs to another replica.", "The list holds those of this relay.", Page, "Open the replays"));

    private Task<ReplayPlan> PlanAsync(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> fields, CancellationToken cancellationToken) =>
        plans.ReadAsync(fields.ToDictionary(field => field.Key, field => field.Value, StringComparer.OrdinalIgnoreCase), cancellationToken);

    private static IResult New(ReplayPlan plan, int status = StatusCodes.Status200OK) =>
        PageResult.Of<NewReplayPage, NewReplayView>(Section, plan.View, plan.View.Errors.Count > 0 && status is StatusCodes.Status200OK ? StatusCodes.Status400BadRequest : status);

    private async Task<IResult> StartAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var plan = await PlanAsync(form, context.RequestAborted);
        if (plan.Order is not { } order || plan.View.Forecast is not { } forecast)
        {
            return New(plan);
        }

        var changed = long.TryParse(form["total"], NumberStyles.None, CultureInfo.InvariantCulture, out var total) && total != forecast.Total;
        if (changed || (plan.View.Typed && !IsTyped(form["count"].ToString(), forecast.Total)))
        {
            var error = changed ? "The number has changed since the forecast. Check it again." : "The number you typed is not the number of deliveries.";
            return New(plan with { View = plan.View with { Errors = [error] } }, StatusCodes.Status409Conflict);
        }

        return replayer.Start(order, Caller) is { } replay
            ? LoginEndpoints.SeeOther(context, $"{Page}/{replay.Id}")
            : PageResult.Error(
                StatusCodes.Status409Conflict,
                new ErrorView("Too many replays are running", $"{Replayer.MaxActive} replays are running.", "Wait for one to end, or cancel one.", Page, "Open the replays"));
    }

    private static bool IsTyped(string typed, long total) =>
        long.TryParse(typed.Trim(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number == total;

    private async Task<IResult> CancelAsync(HttpContext context, string id) => await replayer.CancelAsync(id, context.RequestAborted) is null
        ? Show(id)
        : LoginEndpoints.SeeOther(context, $"{Page}/{id}");

    private static ReplayRow Row(ReplayRecord record)
    {
        var replay = ReplayView.Of(record);
        var filter = replay.Filter is { } text ? FilterQuery.Of(text) : null;
        return new ReplayRow(
            replay.Id, replay.State, replay.CreatedAt, replay.By, replay.EndedAt, replay.Subscriber, replay.Rate, replay.UpTo, filter?.ToQuery(),
            filter?.InWords() ?? ReplayPlanReader.Listed(record.Order.Sequences.Count), replay.Total, replay.Done, replay.Relayed, replay.Unrouted, replay.Quarantined, replay.Gone, replay.Failed);
    }
}
