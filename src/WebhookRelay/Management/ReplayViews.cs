using WebhookRelay.Replaying;

namespace WebhookRelay.Management;

/// <summary>A replay request: exactly one of ids, sequences and filter.</summary>
internal sealed record ReplayRequest
{
    /// <summary>Delivery ids; all entries of an id are included.</summary>
    public string[]? Ids { get; init; }

    /// <summary>Entry sequences.</summary>
    public string[]? Sequences { get; init; }

    /// <summary>As in <c>GET /deliveries</c>; <c>{}</c> means everything, with <see cref="All"/>.</summary>
    public FilterText? Filter { get; init; }

    /// <summary>Confirms that the empty filter is intended.</summary>
    public bool All { get; init; }

    /// <summary>The single target queue; default: all bound queues.</summary>
    public string? Subscriber { get; init; }

    /// <summary>The maximum number of events per second; default: 500.</summary>
    public int? Rate { get; init; }

    /// <summary>The newest sequence to include, as returned by a dry run; default: the newest existing one.</summary>
    public string? UpTo { get; init; }

    /// <summary>Who starts the replay, for the list of replays; default: api.</summary>
    public string? By { get; init; }

    /// <summary>Only report how many events each queue would receive.</summary>
    public bool DryRun { get; init; }
}

/// <param name="Total">Deliveries that would be published or stay quarantined.</param>
/// <param name="Where">How many each queue would receive.</param>
/// <param name="Unrouted">How many have no bound queue.</param>
/// <param name="Quarantined">How many would stay quarantined.</param>
/// <param name="LeftOut">How many match and would be skipped.</param>
/// <param name="UpTo">Pass this to the replay to exclude later deliveries.</param>
/// <param name="BindingsKnown">Whether all bound queues are known; otherwise only the declared ones are counted.</param>
internal sealed record ForecastView(long Total, IReadOnlyList<QueueShare> Where, long Unrouted, long Quarantined, LeftOut LeftOut, string UpTo, bool BindingsKnown)
{
    public static ForecastView Of(Forecast forecast) => new(
        forecast.Total, forecast.Where, forecast.Unrouted, forecast.Quarantined, new LeftOut(forecast.Accepted, forecast.Duplicates), DeliverySummary.Text(forecast.UpTo), forecast.FromBroker);
}

/// <param name="Accepted">They will be relayed anyway.</param>
/// <param name="Duplicates">Their event is another delivery's; included with <c>state</c> <c>duplicate</c>.</param>
internal sealed record LeftOut(long Accepted, long Duplicates);

/// <param name="Replays">Newest first.</param>
/// <param name="Unreadable">The ids of replays whose record cannot be read; absent if there is none.</param>
internal sealed record ReplayList(IReadOnlyList<ReplayView> Replays, IReadOnlyList<string>? Unreadable);

/// <param name="Id">The <c>replayid</c> of its events.</param>
/// <param name="State">choosing, running, completed or cancelled.</param>
/// <param name="CreatedAt">When it was requested.</param>
/// <param name="By">Who started it, by the caller's own account.</param>
/// <param name="EndedAt">When it was completed or cancelled.</param>
/// <param name="Subscriber">The single target queue; absent for all bound queues.</param>
/// <param name="Rate">The maximum number of events per second.</param>
/// <param name="UpTo">The newest included sequence.</param>
/// <param name="Filter">The filter; absent if the deliveries were listed.</param>
/// <param name="Total">Deliveries selected so far; complete unless the state is choosing.</param>
/// <param name="Done">How many were replayed.</param>
/// <param name="Relayed">How many the broker confirmed.</param>
/// <param name="Unrouted">How many had no bound queue.</param>
/// <param name="Quarantined">How many stayed quarantined.</param>
/// <param name="Gone">How many retention removed before.</param>
/// <param name="Failed">How many failed with an internal error.</param>
internal sealed record ReplayView(
    string Id, string State, DateTimeOffset CreatedAt, string? By, DateTimeOffset? EndedAt, string? Subscriber, int Rate, string UpTo, FilterText? Filter,
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
            replay.CreatedAt, replay.By, replay.EndedAt, order.Queue, order.Rate, DeliverySummary.Text(order.UpTo), order.Filter is { } filter ? FilterText.Of(filter) : null,
            replay.Total, counts.Done, counts.Relayed, counts.Unrouted, counts.Quarantined, counts.Gone, counts.Failed);
    }
}
