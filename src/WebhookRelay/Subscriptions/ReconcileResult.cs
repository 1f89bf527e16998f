using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>The result of one reconciliation: what was found, planned and done.</summary>
/// <param name="Desired">The desired state.</param>
/// <param name="At">When it started.</param>
/// <param name="HeldLock">Whether this replica held the lock until the end.</param>
internal sealed record ReconcileResult(DesiredState Desired, DateTimeOffset At, bool HeldLock)
{
    /// <summary>What was found; null if Labelbox could not be queried.</summary>
    public ReconcileInput? Input { get; init; }

    /// <summary>The remaining actions.</summary>
    public IReadOnlyList<PlannedAction> Actions { get; init; } = [];

    /// <summary>The completed actions.</summary>
    public IReadOnlyList<PlannedAction> Done { get; init; } = [];

    /// <summary>The error that ended it early.</summary>
    public LabelboxApiException? Fault { get; init; }

    /// <summary>Actions that Labelbox refused, by subscription.</summary>
    public IReadOnlyList<(string Subscription, LabelboxApiException Fault)> Refused { get; init; } = [];

    /// <summary>The error that affects a subscription; null if there is none.</summary>
    public LabelboxApiException? FaultFor(string subscription) =>
        Fault ?? Refused.FirstOrDefault(each => string.Equals(each.Subscription, subscription, StringComparison.OrdinalIgnoreCase)).Fault;

    /// <summary>Projects whose webhooks the API key cannot see.</summary>
    public IReadOnlyDictionary<string, LabelboxApiException> Faults { get; init; } = new Dictionary<string, LabelboxApiException>(StringComparer.Ordinal);

    public string Fingerprint => string.Join('\n', Actions);
}
