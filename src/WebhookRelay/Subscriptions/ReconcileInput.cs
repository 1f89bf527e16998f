namespace WebhookRelay.Subscriptions;

/// <summary>The planner's input.</summary>
/// <param name="Desired">The desired webhooks.</param>
/// <param name="Actual">The webhooks that Labelbox lists for the relevant projects.</param>
/// <param name="Unlisted">Projects whose list is not available (empty string: the organisation). Nothing is done for them.</param>
/// <param name="Record">The relay's own webhooks.</param>
/// <param name="Seen">The secrets that deliveries were signed with.</param>
/// <param name="Retire">Subscriptions whose old webhooks the operator retires.</param>
/// <param name="Instance">The id of this instance.</param>
/// <param name="OnlyOwn">Behind a tunnel: change only webhooks that this instance created, so that a developer's machine does not take over production webhooks.</param>
/// <param name="Now">The current time.</param>
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
    /// <summary>Subscriptions whose first secret differs at some replica, which may refuse the new one: webhooks with another secret stay.</summary>
    public IReadOnlySet<string> HeldBack { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the relay may change an own webhook.</summary>
    public bool MayTouch(OwnWebhook own) => !OnlyOwn || IsCreatedHere(own);

    public bool IsCreatedHere(OwnWebhook own) => string.Equals(own.CreatedBy, Instance, StringComparison.Ordinal);

    public bool IsListed(string? project) => !Unlisted.Contains(project ?? string.Empty);

    /// <summary>The own webhooks that serve, or could serve, a subscription.</summary>
    public IEnumerable<(OwnWebhook Own, ActualWebhook? Actual)> For(DesiredWebhook desired) => Record.Webhooks
        .Where(desired.IsFor)
        .Select(own => (own, Find(own)))
        .Where(each => MayTouch(each.own) || (each.Item2 is { IsLive: true } actual && string.Equals(actual.Listed.Url, desired.Url, StringComparison.Ordinal)));

    public ActualWebhook? Find(OwnWebhook own) => Actual.FirstOrDefault(actual => string.Equals(actual.Id, own.Id, StringComparison.Ordinal));

    /// <summary>Whether a delivery has proven that a webhook works with its secret.</summary>
    public bool HasDelivered(OwnWebhook own) =>
        own.Mark is { } mark && Seen.TryGetValue(new SignedBy(own.Subscription, mark), out var sighting) && sighting.Last >= own.Since;
}
