using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>How an entry stands after the relay was done with it.</summary>
/// <param name="State">Never <see cref="DeliveryState.Accepted"/>.</param>
/// <param name="Attempts">How often it was driven since it was accepted.</param>
/// <param name="RoutingKey">The key it was, or would have been, published with; null where it never got one.</param>
/// <param name="Error">Why it is quarantined or unrouted, or what it is a duplicate of; null otherwise.</param>
internal sealed record Settlement(DeliveryState State, int Attempts, string? RoutingKey, string? Error)
{
    /// <summary>What the delivery is found by.</summary>
    public EntryFacts Facts { get; init; } = EntryFacts.None;

    /// <summary>When it came to stand so.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether the event said that only this ledger was asked for repeats.</summary>
    public bool Local { get; init; }

    /// <summary>The replay that brought it about; null for the relay's own doing.</summary>
    public string? ReplayId { get; init; }

    /// <summary>The event's id; null where it is the delivery's.</summary>
    public string? EventId { get; init; }

    /// <summary>Whether the relay is not done with it for good.</summary>
    public bool IsPending => State is DeliveryState.Unrouted;
}

/// <summary>What an entry is found by beside its id, its time and its state. Known once its payload was read.</summary>
internal sealed record EntryFacts(LabelboxTopic Topic, string? ProjectId, string? DataRowId, string? LabelId)
{
    public static readonly EntryFacts None = new(LabelboxTopic.Other, null, null, null);
}
