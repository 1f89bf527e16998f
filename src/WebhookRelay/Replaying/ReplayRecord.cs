using System.Text.Json.Serialization;
using WebhookRelay.Searching;

namespace WebhookRelay.Replaying;

/// <summary>The request for a replay.</summary>
/// <param name="Filter">Selects the entries; null if they are listed.</param>
/// <param name="Sequences">The listed entries, in order.</param>
/// <param name="Queue">The single target queue; null for all bound queues.</param>
/// <param name="Rate">The maximum number of events per second.</param>
/// <param name="UpTo">The newest sequence to include.</param>
internal sealed record ReplayOrder(EntryFilter? Filter, IReadOnlyList<long> Sequences, string? Queue, int Rate, long UpTo)
{
    /// <summary>The rate if none is requested, in events per second.</summary>
    public const int DefaultRate = 500;

    /// <summary>The highest rate, in events per second.</summary>
    public const int MaxRate = 10_000;
}

/// <summary>The state of a replay. Stored in the ledger, so that it continues after a restart.</summary>
internal sealed record ReplayRecord
{
    /// <summary>The event's <c>replayid</c>: 24 hex digits that sort by creation time.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required ReplayOrder Order { get; init; }

    /// <summary>Who requested it, by the caller's own account; null for a replay of an earlier version.</summary>
    public string? By { get; init; }

    public ReplayState State { get; init; }

    /// <summary>Where the selection continues; null once every entry is selected.</summary>
    public long? ChooseFrom { get; init; } = 0;

    /// <summary>How many entries are selected so far.</summary>
    public long Total { get; init; }

    /// <summary>All entries up to this sequence are replayed.</summary>
    public long Position { get; init; }

    public ReplayCounts Counts { get; init; } = new();

    public DateTimeOffset? EndedAt { get; init; }

    [JsonIgnore]
    public bool IsActive => State is ReplayState.Choosing or ReplayState.Running;

    /// <summary>Whether all enum values are known: the serializer accepts any number.</summary>
    [JsonIgnore]
    public bool IsUnderstood =>
        Enum.IsDefined(State) && (Order.Filter is not { } filter || (filter.States.All(Enum.IsDefined) && filter.Topics.All(Enum.IsDefined)));
}

internal enum ReplayState
{
    /// <summary>The entries are being selected.</summary>
    Choosing,

    /// <summary>The entries are being published.</summary>
    Running,

    /// <summary>All entries were replayed.</summary>
    Completed,

    /// <summary>An operator cancelled it.</summary>
    Cancelled,
}

/// <summary>The results of the entries replayed so far.</summary>
internal sealed record ReplayCounts
{
    /// <summary>Confirmed by the broker.</summary>
    public long Relayed { get; init; }

    /// <summary>No queue was bound.</summary>
    public long Unrouted { get; init; }

    /// <summary>Still quarantined.</summary>
    public long Quarantined { get; init; }

    /// <summary>Removed by retention before they were replayed.</summary>
    public long Gone { get; init; }

    /// <summary>An internal error.</summary>
    public long Failed { get; init; }

    [JsonIgnore]
    public long Done => Relayed + Unrouted + Quarantined + Gone + Failed;
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReplayRecord))]
internal sealed partial class ReplayRecordJson : JsonSerializerContext;
