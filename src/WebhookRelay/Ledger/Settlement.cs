using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>The recorded result of relaying an entry.</summary>
/// <param name="State">Never <see cref="DeliveryState.Accepted"/>.</param>
/// <param name="Attempts">The number of attempts since it was accepted.</param>
/// <param name="RoutingKey">The routing key it was, or would have been, published with; null if it has none.</param>
/// <param name="Error">Why it is quarantined or unrouted, or which entry it duplicates; null otherwise.</param>
internal sealed record Settlement(DeliveryState State, int Attempts, string? RoutingKey, string? Error)
{
    /// <summary>The search fields of the delivery.</summary>
    public EntryFacts Facts { get; init; } = EntryFacts.None;

    /// <summary>When the state was reached.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether the event states that only this ledger was checked for duplicates (<c>dedup: local</c>).</summary>
    public bool Local { get; init; }

    /// <summary>The replay that caused it; null for the relay.</summary>
    public string? ReplayId { get; init; }

    /// <summary>The event's id, if it differs from the delivery's id.</summary>
    public string? EventId { get; init; }

    /// <summary>Whether the entry may still be relayed.</summary>
    public bool IsPending => State is DeliveryState.Unrouted;
}

/// <summary>The search fields from the payload. Known once the payload was read.</summary>
internal sealed record EntryFacts(LabelboxTopic Topic, string? ProjectId, string? DataRowId, string? LabelId)
{
    public static readonly EntryFacts None = new(LabelboxTopic.Other, null, null, null);
}
