namespace WebhookRelay.Ledger;

/// <summary>One attempt to relay or replay an entry, other than the one its settlement records.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Result">Its result.</param>
/// <param name="RoutingKey">The routing key; null if it had none.</param>
/// <param name="Error">The error; null if there was none.</param>
/// <param name="ReplayId">The replay it belonged to; null for the relay's own attempts.</param>
/// <param name="Queue">The single target queue; null for all bound queues.</param>
internal sealed record DeliveryAttempt(DateTimeOffset At, AttemptResult Result, string? RoutingKey, string? Error, string? ReplayId = null, string? Queue = null)
{
    /// <summary>The attempt that led to a settlement.</summary>
    public static DeliveryAttempt Of(Settlement settlement) => new(
        settlement.At,
        settlement.State switch
        {
            DeliveryState.Relayed => AttemptResult.Relayed,
            DeliveryState.Duplicate => AttemptResult.Duplicate,
            DeliveryState.Unrouted => AttemptResult.Unrouted,
            DeliveryState.Quarantined => AttemptResult.Quarantined,
            _ => throw new System.Diagnostics.UnreachableException($"{settlement.State} is not a settled state."),
        },
        settlement.RoutingKey,
        settlement.Error,
        settlement.ReplayId);
}

internal enum AttemptResult : byte
{
    /// <summary>Confirmed by the broker.</summary>
    Relayed = 1,

    /// <summary>The delivery or its content was already relayed.</summary>
    Duplicate = 2,

    /// <summary>No queue was bound for its routing key.</summary>
    Unrouted = 3,

    /// <summary>It cannot be published as it is.</summary>
    Quarantined = 4,

    /// <summary>A queue refused the event.</summary>
    Refused = 5,

    /// <summary>The broker did not answer within <c>Publishing:Deadline</c>, or the connection broke; the event was sent again.</summary>
    Unanswered = 6,

    /// <summary>An internal error.</summary>
    Failed = 7,
}
