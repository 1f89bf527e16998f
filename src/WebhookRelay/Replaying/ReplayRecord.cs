using System.Text.Json.Serialization;
using WebhookRelay.Searching;

namespace WebhookRelay.Replaying;

/// <summary>What was asked for.</summary>
/// <param name="Filter">Which entries; null where they are named.</param>
/// <param name="Sequences">The entries that are named, in order.</param>
/// <param name="Queue">The one queue that gets them; null for every bound one.</param>
/// <param name="Rate">Events a second, at most.</param>
/// <param name="UpTo">The newest sequence that can be meant: what arrives later is not.</param>
internal sealed record ReplayOrder(EntryFilter? Filter, IReadOnlyList<long> Sequences, string? Queue, int Rate, long UpTo);

/// <summary>How far a replay is. Kept in the ledger, so that it goes on after a restart.</summary>
internal sealed record ReplayRecord
{
    /// <summary>The event's <c>replayid</c>: 24 hex digits, in the order of their making.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required ReplayOrder Order { get; init; }

    public ReplayState State { get; init; }

    /// <summary>Where the choosing goes on; null once every entry is chosen.</summary>
    public long? ChooseFrom { get; init; } = 0;

    /// <summary>How many entries were chosen so far.</summary>
    public long Total { get; init; }

    /// <summary>The last sequence up to which all are driven.</summary>
    public long Position { get; init; }

    public ReplayCounts Counts { get; init; } = new();

    public DateTimeOffset? EndedAt { get; init; }

    [JsonIgnore]
    public bool IsActive => State is ReplayState.Choosing or ReplayState.Running;

    /// <summary>Whether every name in it is one of ours: a number stands for any.</summary>
    [JsonIgnore]
    public bool IsUnderstood =>
        Enum.IsDefined(State) && (Order.Filter is not { } filter || (filter.States.All(Enum.IsDefined) && filter.Topics.All(Enum.IsDefined)));
}

internal enum ReplayState
{
    /// <summary>The entries are being chosen.</summary>
    Choosing,

    /// <summary>They are being published.</summary>
    Running,

    /// <summary>Every one was driven.</summary>
    Completed,

    /// <summary>An operator ended it.</summary>
    Cancelled,
}

/// <summary>What became of the entries driven so far.</summary>
internal sealed record ReplayCounts
{
    /// <summary>Confirmed by the broker.</summary>
    public long Relayed { get; init; }

    /// <summary>The broker had no queue for them.</summary>
    public long Unrouted { get; init; }

    /// <summary>Still not to be published as they are.</summary>
    public long Quarantined { get; init; }

    /// <summary>Removed by retention before their turn came.</summary>
    public long Gone { get; init; }

    /// <summary>A fault of the service's own.</summary>
    public long Failed { get; init; }

    [JsonIgnore]
    public long Done => Relayed + Unrouted + Quarantined + Gone + Failed;
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReplayRecord))]
internal sealed partial class ReplayRecordJson : JsonSerializerContext;
