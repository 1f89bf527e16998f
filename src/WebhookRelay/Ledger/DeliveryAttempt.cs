namespace WebhookRelay.Ledger;

/// <summary>One time an entry was driven, beside the one that its settlement tells of.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Result">What came of it.</param>
/// <param name="RoutingKey">The key it went out with; null where it never got one.</param>
/// <param name="Error">Why it went wrong; null where it did not.</param>
/// <param name="ReplayId">The replay it belonged to; null for the relay's own.</param>
/// <param name="Queue">The one queue it was meant for; null for every bound one.</param>
internal sealed record DeliveryAttempt(DateTimeOffset At, AttemptResult Result, string? RoutingKey, string? Error, string? ReplayId = null, string? Queue = null)
{
    /// <summary>The attempt that a settlement was the end of.</summary>
    public static DeliveryAttempt Of(Settlement settlement) => new(
        settlement.At,
        settlement.State switch
        {
            DeliveryState.Relayed => AttemptResult.Relayed,
            DeliveryState.Duplicate => AttemptResult.Duplicate,
            DeliveryState.Unrouted => AttemptResult.Unrouted,
            DeliveryState.Quarantined => AttemptResult.Quarantined,
            _ => throw new System.Diagnostics.UnreachableException($"{settlement.State} is not an ending."),
        },
        settlement.RoutingKey,
        settlement.Error,
        settlement.ReplayId);
}

internal enum AttemptResult : byte
{
    /// <summary>Confirmed by the broker.</summary>
    Relayed = 1,

    /// <summary>Found to be relayed already.</summary>
    Duplicate = 2,

    /// <summary>The broker had no queue for it.</summary>
    Unrouted = 3,

    /// <summary>Not to be published as it is.</summary>
    Quarantined = 4,

    /// <summary>A queue refused it.</summary>
    Refused = 5,

    /// <summary>The broker did not answer, within <c>Publishing:Deadline</c> or since its connection broke; it was sent again.</summary>
    Unanswered = 6,

    /// <summary>A fault of the service's own.</summary>
    Failed = 7,
}
