using System.Collections.Concurrent;
using WebhookRelay.Receiving;
using WebhookRelay.Relaying;

namespace WebhookRelay.Subscriptions;

/// <summary>The subscription of a delivery and the secret that verified it.</summary>
internal readonly record struct SignedBy
{
    public SignedBy(string subscription, string mark) => (Subscription, Mark) = (subscription.ToLowerInvariant(), mark);

    /// <summary>In lower case: names are case-insensitive, like paths.</summary>
    public string Subscription { get; }

    public string Mark { get; }
}

/// <param name="Last">When the newest such delivery arrived.</param>
/// <param name="Version">Its payload version: <c>v1</c>, <c>v2</c> or <c>unknown</c>; null until one was read.</param>
/// <param name="LastV2">When the newest V2 delivery arrived, to the second; null before the first.</param>
internal sealed record DeliveryObservation(DateTimeOffset Last, string? Version, DateTimeOffset? LastV2 = null)
{
    public DeliveryObservation Merge(DeliveryObservation other) => new(
        Last > other.Last ? Last : other.Last, Version ?? other.Version, LastV2 is null || other.LastV2 > LastV2 ? other.LastV2 : LastV2);
}

/// <summary>What deliveries reveal about the webhooks that send them. Called for each delivery, so it only records.</summary>
internal sealed class DeliveryObservations(TimeProvider time) : IDeliveryObserver, IPayloadObserver
{
    private const string V2 = "v2";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SignedBy, DeliveryObservation> _observations = new();
    private readonly ConcurrentDictionary<string, SilenceDetector> _silenceDetectors = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _refused = new(StringComparer.OrdinalIgnoreCase);
    private volatile HashSet<SignedBy> _awaitedDeliveries = [];

    /// <summary>Called when an awaited delivery arrives, or the first of its kind.</summary>
    public Action? OnAwaited { get; set; }

    /// <summary>A delivery was verified and stored.</summary>
    public void Verified(string webhook, string mark)
    {
        if (webhook.Length is 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var by = new SignedBy(webhook, mark);
        var isFirst = !_observations.ContainsKey(by);
        _observations.AddOrUpdate(by, new DeliveryObservation(now, Version: null), (_, before) => before with { Last = now });
        _silenceDetectors.GetOrAdd(webhook, static _ => new SilenceDetector()).Record(now);
        if (isFirst || _awaitedDeliveries.Contains(by))
        {
            _awaitedDeliveries = _awaitedDeliveries.Where(each => each != by).ToHashSet();
            OnAwaited?.Invoke();
        }
    }

    /// <summary>A request was signed with none of the webhook's secrets.</summary>
    public void Refused(string webhook)
    {
        if (webhook.Length > 0)
        {
            _refused[webhook] = time.GetUtcNow();
        }
    }

    /// <summary>A delivery was read, and its payload version is known.</summary>
    public void Read(string webhook, string mark, string version, DateTimeOffset acceptedAt)
    {
        var by = new SignedBy(webhook, mark);
        if (!_observations.TryGetValue(by, out var observation))
        {
            return;
        }

        var isNewV2 = version is V2 && !(acceptedAt - observation.LastV2 < Second);
        if (isNewV2 || !string.Equals(observation.Version, version, StringComparison.Ordinal))
        {
            // If another delivery was recorded concurrently, the next one updates it.
            _observations.TryUpdate(by, observation with { Version = version, LastV2 = isNewV2 ? acceptedAt : observation.LastV2 }, observation);
        }
    }

    /// <summary>Reports the first delivery signed like this at once.</summary>
    public void Await(IEnumerable<SignedBy> deliveries) => _awaitedDeliveries = deliveries.ToHashSet();

    public IReadOnlyDictionary<SignedBy, DeliveryObservation> All => _observations;

    public Evidence Evidence => new(_observations, _refused);

    /// <summary>When the newest delivery of a webhook arrived, at any replica.</summary>
    public DateTimeOffset? LastDeliveryAt(string webhook) =>
        _observations.Where(each => string.Equals(each.Key.Subscription, webhook, StringComparison.OrdinalIgnoreCase)).Max(each => (DateTimeOffset?)each.Value.Last);

    public DateTimeOffset? RefusedAt(string webhook) => _refused.TryGetValue(webhook, out var at) ? at : null;

    public SilenceDetector? SilenceDetectorFor(string webhook) => _silenceDetectors.GetValueOrDefault(webhook);

    /// <summary>Merges what another replica, or this one before a restart, has observed.</summary>
    public void Merge(SignedBy by, DeliveryObservation observation) => _observations.AddOrUpdate(by, observation, (_, own) => own.Merge(observation));

    public void MergeRefused(string webhook, DateTimeOffset at) => _refused.AddOrUpdate(webhook, at, (_, own) => own > at ? own : at);

    public DeliveryHistory History() => new(
        [.. _observations.Select(each => new SeenDelivery(each.Key.Subscription, each.Key.Mark, each.Value.Last, each.Value.Version, each.Value.LastV2))],
        _refused.ToDictionary(StringComparer.OrdinalIgnoreCase),
        _silenceDetectors.ToDictionary(each => each.Key, each => each.Value.ToHistory(), StringComparer.OrdinalIgnoreCase));

    public void Merge(DeliveryHistory history)
    {
        foreach (var seen in history.Seen)
        {
            Merge(new SignedBy(seen.Subscription, seen.Mark), new DeliveryObservation(seen.Last, seen.Version, seen.LastV2));
        }

        foreach (var (webhook, at) in history.Refused)
        {
            MergeRefused(webhook, at);
        }

        foreach (var (webhook, silences) in history.Rhythms)
        {
            _silenceDetectors.GetOrAdd(webhook, _ => new SilenceDetector()).Merge(silences);
        }
    }
}

/// <summary>The observations as stored.</summary>
internal sealed record DeliveryHistory(
    IReadOnlyList<SeenDelivery> Seen, IReadOnlyDictionary<string, DateTimeOffset> Refused, IReadOnlyDictionary<string, SilenceHistory> Rhythms)
{
    /// <summary>When each condition reached its status.</summary>
    public IReadOnlyDictionary<string, ConditionSince> Conditions { get; init; } = new Dictionary<string, ConditionSince>(StringComparer.Ordinal);
}

internal sealed record SeenDelivery(string Subscription, string Mark, DateTimeOffset Last, string? Version, DateTimeOffset? LastV2 = null);

internal sealed record ConditionSince(string Status, DateTimeOffset Since);
