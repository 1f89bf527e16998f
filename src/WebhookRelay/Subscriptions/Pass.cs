using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>What one pass found, planned and did.</summary>
/// <param name="Goal">What should be.</param>
/// <param name="At">When it began.</param>
/// <param name="HadTurn">Whether this replica had the turn to the end.</param>
internal sealed record Pass(Goal Goal, DateTimeOffset At, bool HadTurn)
{
    /// <summary>What was found; null where Labelbox could not be asked.</summary>
    public Situation? Situation { get; init; }

    /// <summary>What is left to do.</summary>
    public IReadOnlyList<Step> Steps { get; init; } = [];

    /// <summary>What was done.</summary>
    public IReadOnlyList<Step> Done { get; init; } = [];

    /// <summary>What ended it early.</summary>
    public LabelboxApiException? Fault { get; init; }

    /// <summary>By subscription: what Labelbox refused to do for it.</summary>
    public IReadOnlyList<(string Subscription, LabelboxApiException Fault)> Refused { get; init; } = [];

    /// <summary>What keeps a subscription from being as it should; null where nothing does.</summary>
    public LabelboxApiException? FaultOf(string subscription) =>
        Fault ?? Refused.FirstOrDefault(each => string.Equals(each.Subscription, subscription, StringComparison.OrdinalIgnoreCase)).Fault;

    /// <summary>Projects whose webhooks the key does not see.</summary>
    public IReadOnlyDictionary<string, LabelboxApiException> Faults { get; init; } = new Dictionary<string, LabelboxApiException>(StringComparer.Ordinal);

    public string Fingerprint => string.Join('\n', Steps);
}
