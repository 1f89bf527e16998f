namespace WebhookRelay.Cli.Admin;

internal sealed record ReplayRequest
{
    public IReadOnlyList<string>? Ids { get; init; }

    public IReadOnlyList<string>? Sequences { get; init; }

    public Filter? Filter { get; init; }

    public bool? All { get; init; }

    public string? Subscriber { get; init; }

    public int? Rate { get; init; }

    public string? UpTo { get; init; }

    public string? By { get; init; }

    public bool DryRun { get; init; }
}

/// <summary>Selects deliveries. An empty filter selects all, and must be requested explicitly.</summary>
internal sealed record Filter(
    IReadOnlyList<string>? State, IReadOnlyList<string>? Topic, string? Id, string? Project, string? DataRow, string? Label, string? From, string? To, string? Error);

internal sealed record Forecast(long Total, IReadOnlyList<QueueShare> Where, long Unrouted, long Quarantined, LeftOut LeftOut, string UpTo, bool BindingsKnown);

internal sealed record QueueShare(string Queue, long Events);

internal sealed record LeftOut(long Accepted, long Duplicates);

internal sealed record ReplayList(IReadOnlyList<Replay> Replays, IReadOnlyList<string>? Unreadable);

internal sealed record Replay(
    string Id, string State, DateTimeOffset CreatedAt, string? By, DateTimeOffset? EndedAt, string? Subscriber, int Rate, string UpTo,
    long Total, long Done, long Relayed, long Unrouted, long Quarantined, long Gone, long Failed)
{
    public bool HasEnded => State is "completed" or "cancelled";
}
