using System.Text.Json.Nodes;

namespace WebhookRelay.Cli.Admin;

internal sealed record ReplayRequest
{
    public IReadOnlyList<string>? Ids { get; init; }

    public IReadOnlyList<string>? Sequences { get; init; }

    /// <summary>The conditions by name, as in <c>GET /deliveries</c>. Without any it selects all, which must be requested explicitly.</summary>
    public JsonObject? Filter { get; init; }

    public bool? All { get; init; }

    public string? Subscriber { get; init; }

    public int? Rate { get; init; }

    public string? UpTo { get; init; }

    public string? By { get; init; }

    public bool DryRun { get; init; }
}

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
