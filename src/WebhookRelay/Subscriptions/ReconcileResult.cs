using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>What one pass found, planned and did.</summary>
/// <param name="Desired">What should be.</param>
/// <param name="At">When it began.</param>
/// <param name="HeldLock">Whether this replica had the turn to the end.</param>
internal sealed record ReconcileResult(DesiredState Desired, DateTimeOffset At, bool HeldLock)
{
    /// <summary>What was found; null where Labelbox could not be asked.</summary>
    public ReconcileInput? Input { get; init; }

    /// <summary>What is left to do.</summary>
    public IReadOnlyList<PlannedAction> Actions { get; init; } = [];

    /// <summary>What was done.</summary>
    public IReadOnlyList<PlannedAction> Done { get; init; } = [];

    /// <summary>What ended it early.</summary>
    public LabelboxApiException? Fault { get; init; }

    /// <summary>By subscription: what Labelbox refused to do for it.</summary>
    public IReadOnlyList<(string Subscription, LabelboxApiException Fault)> Refused { get; init; } = [];

    /// <summary>What keeps a subscription from being as it should; null where nothing does.</summary>
    public LabelboxApiException? FaultFor(string subscription) =>
        Fault ?? Refused.FirstOrDefault(each => string.Equals(each.Subscription, subscription, StringComparison.OrdinalIgnoreCase)).Fault;

    /// <summary>Projects whose webhooks the key does not see.</summary>
    public IReadOnlyDictionary<string, LabelboxApiException> Faults { get; init; } = new Dictionary<string, LabelboxApiException>(StringComparer.Ordinal);

    public string Fingerprint => string.Join('\n', Actions);
}
