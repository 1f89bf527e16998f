namespace WebhookRelay.Inspector.Replays;

/// <param name="Replays">Newest first.</param>
/// <param name="Unreadable">How many records cannot be read.</param>
public sealed record ReplaysView(IReadOnlyList<ReplayRow> Replays, int Unreadable);

/// <summary>A replay and its progress.</summary>
public sealed record ReplayRow(
    string Id, string State, DateTimeOffset CreatedAt, string? By, DateTimeOffset? EndedAt, string? Queue, int Rate, string UpTo, string? FilterQuery, string Selection, long Total, long Done,
    long Relayed, long Unrouted, long Quarantined, long Gone, long Failed)
{
    public bool IsActive => State is "choosing" or "running";
}

/// <summary>A replay that is not started: what it would publish where.</summary>
/// <param name="Selection">What is selected, in words.</param>
/// <param name="Options">The same on the command line.</param>
/// <param name="Fields">The selection, as hidden fields of the forms.</param>
/// <param name="Forecast">The dry run; null if the selection is invalid.</param>
/// <param name="Queue">The single target queue; empty for all bound queues.</param>
/// <param name="Queues">The queues to choose from; null if the broker cannot be queried.</param>
/// <param name="Rate">Events a second.</param>
/// <param name="Errors">What cannot be understood.</param>
/// <param name="Typed">Whether the number must be typed.</param>
public sealed record NewReplayView(
    string Selection, string Options, IReadOnlyList<KeyValuePair<string, string>> Fields, ForecastRow? Forecast, string Queue, IReadOnlyList<string>? Queues, int Rate, IReadOnlyList<string> Errors,
    bool Typed);

/// <param name="Total">Deliveries that would be published or stay quarantined.</param>
/// <param name="Shares">How many each queue would receive.</param>
/// <param name="Unrouted">How many have no bound queue.</param>
/// <param name="Quarantined">How many would stay quarantined.</param>
/// <param name="LeftOut">How many match and would be skipped.</param>
/// <param name="UpTo">The newest sequence of the forecast.</param>
/// <param name="BindingsKnown">Whether all bound queues are known.</param>
public sealed record ForecastRow(long Total, IReadOnlyList<KeyValuePair<string, long>> Shares, long Unrouted, long Quarantined, long LeftOut, string UpTo, bool BindingsKnown);
