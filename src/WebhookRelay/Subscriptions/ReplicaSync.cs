using Microsoft.Extensions.Options;
using WebhookRelay.Coordination;
using WebhookRelay.Ledger;

namespace WebhookRelay.Subscriptions;

/// <summary>Shares observations between replicas: deliveries arrive at any replica, and a rotation ends only once all replicas know the new secret.</summary>
internal sealed class ReplicaSync(IDistributedLock distributedLock, DeliveryObservations observations, DeliveryLedger ledger, IOptionsMonitor<SubscriptionsOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>Shares and merges observations. Returns the subscriptions whose first secret differs at some replica.</summary>
    public async Task<IReadOnlySet<string>> ShareAsync(IReadOnlyList<DesiredWebhook> desired, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var history = observations.History();
        List<SharedFact> own =
        [
            .. history.Seen.Select(seen => new SharedFact($"seen {seen.Subscription} {seen.Mark}", seen.Last, seen.Version ?? string.Empty)),
            .. history.Seen.Where(seen => seen.LastV2 is not null).Select(seen => new SharedFact($"v2 {seen.Subscription} {seen.Mark}", seen.LastV2!.Value, string.Empty)),
            .. history.Refused.Select(refused => new SharedFact($"refused {refused.Key}", refused.Value, string.Empty)),
            .. desired.Select(each => new SharedFact($"first {each.Name} {ledger.LedgerId}", now, each.Mark ?? string.Empty)),
        ];
        var all = await distributedLock.ShareAsync(SubscriptionRecordStore.LockName, own, cancellationToken);
        foreach (var fact in all)
        {
            Learn(fact);
        }

        return Disagreements(all, desired, now - (2 * options.CurrentValue.Every) - Slack);
    }

    /// <summary>A replica that has shared nothing for more than two intervals counts as gone.</summary>
    internal static IReadOnlySet<string> Disagreements(IEnumerable<SharedFact> facts, IReadOnlyList<DesiredWebhook> desired, DateTimeOffset aliveSince) => facts
        .Where(fact => fact.At >= aliveSince)
        .Select(fact => (Words: fact.Name.Split(' '), fact.Value))
        .Where(fact => fact.Words is ["first", var name, _]
            && desired.Any(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase) && !string.Equals(fact.Value, each.Mark ?? string.Empty, StringComparison.Ordinal)))
        .Select(fact => fact.Words[1])
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private void Learn(SharedFact fact)
    {
        switch (fact.Name.Split(' '))
        {
            case ["seen", var subscription, var mark]:
                observations.Merge(new SignedBy(subscription, mark), new DeliveryObservation(fact.At, fact.Value is { Length: > 0 } version ? version : null));
                break;
            case ["v2", var subscription, var mark]:
                observations.Merge(new SignedBy(subscription, mark), new DeliveryObservation(fact.At, Version: null, fact.At));
                break;
            case ["refused", var subscription]:
                observations.MergeRefused(subscription, fact.At);
                break;
        }
    }
}
