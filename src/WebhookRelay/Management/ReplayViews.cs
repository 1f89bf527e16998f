using WebhookRelay.Replaying;

namespace WebhookRelay.Management;

/// <summary>What is to be replayed: by ids, by sequences or by a filter, exactly one of them.</summary>
internal sealed record ReplayRequest
{
    /// <summary>Deliveries by id; every entry of an id is meant.</summary>
    public string[]? Ids { get; init; }

    /// <summary>Entries by sequence.</summary>
    public string[]? Sequences { get; init; }

    /// <summary>As in <c>GET /deliveries</c>; <c>{}</c> means everything, with <see cref="All"/>.</summary>
    public FilterText? Filter { get; init; }

    /// <summary>Says that the empty filter is meant.</summary>
    public bool All { get; init; }

    /// <summary>The one queue that gets them; every bound one where it is not given.</summary>
    public string? Subscriber { get; init; }

    /// <summary>Events a second, at most; 500 where it is not given.</summary>
    public int? Rate { get; init; }

    /// <summary>The newest sequence that can be meant, as a dry run says it; the newest there is where it is not given.</summary>
    public string? UpTo { get; init; }

    /// <summary>Only say how many would go where.</summary>
    public bool DryRun { get; init; }
}

/// <param name="Total">Deliveries that would be published, or stay quarantined.</param>
/// <param name="Where">How many each queue would get.</param>
/// <param name="Unrouted">How many no queue is bound for.</param>
/// <param name="Quarantined">How many would stay as they are.</param>
/// <param name="LeftOut">How many match and are not replayed.</param>
/// <param name="UpTo">Give this to the replay, so that what arrived meanwhile is not meant.</param>
/// <param name="BindingsKnown">Whether every queue that is bound is known; otherwise only the declared ones are counted.</param>
internal sealed record ForecastView(long Total, IReadOnlyList<QueueShare> Where, long Unrouted, long Quarantined, LeftOut LeftOut, string UpTo, bool BindingsKnown)
{
    public static ForecastView Of(Forecast forecast) => new(
        forecast.Total, forecast.Where, forecast.Unrouted, forecast.Quarantined, new LeftOut(forecast.Accepted, forecast.Duplicates), DeliverySummary.Text(forecast.UpTo), forecast.FromBroker);
}

/// <param name="Accepted">They are on their way anyway.</param>
/// <param name="Duplicates">The event is another delivery's; with <c>state</c> <c>duplicate</c> they are meant.</param>
internal sealed record LeftOut(long Accepted, long Duplicates);

/// <param name="Replays">Newest first.</param>
/// <param name="Unreadable">The ids of those whose record cannot be read; absent where there is none.</param>
internal sealed record ReplayList(IReadOnlyList<ReplayView> Replays, IReadOnlyList<string>? Unreadable);

/// <param name="Id">The <c>replayid</c> of its events.</param>
/// <param name="State">choosing, running, completed or cancelled.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="EndedAt">When it was completed or cancelled.</param>
/// <param name="Subscriber">The one queue it goes to; absent where it goes to every bound one.</param>
/// <param name="Rate">Events a second, at most.</param>
/// <param name="UpTo">The newest sequence that is meant.</param>
/// <param name="Filter">What was asked for; absent where the deliveries were named.</param>
/// <param name="Total">Deliveries chosen so far; all of them unless it is choosing.</param>
/// <param name="Done">Of them, driven.</param>
/// <param name="Relayed">Of those, confirmed by the broker.</param>
/// <param name="Unrouted">No queue was there for them.</param>
/// <param name="Quarantined">They stay as they were.</param>
/// <param name="Gone">Retention removed them before their turn.</param>
/// <param name="Failed">A fault of the service's own.</param>
internal sealed record ReplayView(
    string Id, string State, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, string? Subscriber, int Rate, string UpTo, FilterText? Filter,
    long Total, long Done, long Relayed, long Unrouted, long Quarantined, long Gone, long Failed)
{
    public static ReplayView Of(ReplayRecord replay)
    {
        var (order, counts) = (replay.Order, replay.Counts);
        return new ReplayView(
            replay.Id,
            replay.State switch
            {
                ReplayState.Choosing => "choosing",
                ReplayState.Running => "running",
                ReplayState.Completed => "completed",
                ReplayState.Cancelled => "cancelled",
                _ => throw new System.Diagnostics.UnreachableException($"{replay.State} has no name."),
            },
            replay.CreatedAt, replay.EndedAt, order.Queue, order.Rate, DeliverySummary.Text(order.UpTo), order.Filter is { } filter ? FilterText.Of(filter) : null,
            replay.Total, counts.Done, counts.Relayed, counts.Unrouted, counts.Quarantined, counts.Gone, counts.Failed);
    }
}
