namespace WebhookRelay.Subscriptions;

/// <summary>Everything the planner looks at.</summary>
/// <param name="Desired">What should be.</param>
/// <param name="Actual">What Labelbox lists, for every project that matters.</param>
/// <param name="Unlisted">Projects whose list could not be had; empty for the organisation's. Nothing is known of them, and nothing done.</param>
/// <param name="Record">What of it is ours.</param>
/// <param name="Seen">Which secrets deliveries were signed with.</param>
/// <param name="Retire">Subscriptions whose old webhooks the operator gives up.</param>
/// <param name="Instance">Who we are.</param>
/// <param name="OnlyOwn">Behind a tunnel: act only on what this instance created, so that a laptop takes over nothing of production's.</param>
/// <param name="Now">The time.</param>
internal sealed record ReconcileInput(
    IReadOnlyList<DesiredWebhook> Desired,
    IReadOnlyList<ActualWebhook> Actual,
    IReadOnlySet<string> Unlisted,
    SubscriptionRecord Record,
    IReadOnlyDictionary<SignedBy, DeliveryObservation> Seen,
    IReadOnlySet<string> Retire,
    string Instance,
    bool OnlyOwn,
    DateTimeOffset Now)
{
    /// <summary>Subscriptions whose first secret is another one at some replica, which may refuse ours: what signs with another one stays.</summary>
    public IReadOnlySet<string> HeldBack { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the relay may change a webhook that is ours.</summary>
    public bool MayTouch(OwnWebhook own) => !OnlyOwn || IsCreatedHere(own);

    public bool IsCreatedHere(OwnWebhook own) => string.Equals(own.CreatedBy, Instance, StringComparison.Ordinal);

    public bool IsListed(string? project) => !Unlisted.Contains(project ?? string.Empty);

    /// <summary>What of ours serves, or could serve, a subscription.</summary>
    public IEnumerable<(OwnWebhook Own, ActualWebhook? Actual)> For(DesiredWebhook desired) => Record.Webhooks
        .Where(desired.IsFor)
        .Select(own => (own, Find(own)))
        .Where(each => MayTouch(each.own) || (each.Item2 is { IsLive: true } actual && string.Equals(actual.Listed.Url, desired.Url, StringComparison.Ordinal)));

    public ActualWebhook? Find(OwnWebhook own) => Actual.FirstOrDefault(actual => string.Equals(actual.Id, own.Id, StringComparison.Ordinal));

    /// <summary>Whether a delivery has shown that a webhook works with its secret.</summary>
    public bool HasDelivered(OwnWebhook own) =>
        own.Mark is { } mark && Seen.TryGetValue(new SignedBy(own.Subscription, mark), out var sighting) && sighting.Last >= own.Since;
}
