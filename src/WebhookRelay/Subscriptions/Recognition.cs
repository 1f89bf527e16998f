namespace WebhookRelay.Subscriptions;

/// <summary>What the list and the deliveries tell about what is ours. A pure function, and never by path alone.</summary>
internal static class Recognition
{
    /// <summary>How long a webhook that was just made may be missing from the list.</summary>
    public static readonly TimeSpan ListedWithin = TimeSpan.FromMinutes(2);

    /// <summary>How long after a webhook was switched off a delivery of it may still arrive, whatever the clocks say.</summary>
    private static readonly TimeSpan ArrivesWithin = TimeSpan.FromMinutes(5);

    /// <summary>How long an unanswered creation may still be carried out.</summary>
    private static readonly TimeSpan CarriedOutWithin = TimeSpan.FromMinutes(15);

    public static SubscriptionRecord Of(
        SubscriptionRecord record, IReadOnlyList<DesiredSubscription> desired, Listing listing, IReadOnlyDictionary<SignedBy, Sighting> seen, DateTimeOffset now)
    {
        var actual = listing.Webhooks;

        // :: Creations whose answer was lost.
        foreach (var intent in record.Intents)
        {
            var made = actual.Where(each => intent.Explains(each) && record.Find(each.Id) is null).MinBy(each => each.Listed.CreatedAt);
            if (made is not null)
            {
                record = record.Without(intent).With(new OwnWebhook(made.Id, intent.Subscription, intent.Project, intent.Mark, Proven: true, intent.By, intent.At));
            }
            else if (now - intent.At > CarriedOutWithin)
            {
                record = record.Without(intent);
            }
        }

        // :: Webhooks at exactly our address, made by hand: with the secret that the plan asks for, until a delivery shows another.
        foreach (var one in desired)
        {
            foreach (var found in actual.Where(each => IsAt(each, one) && each.IsLive && record.Find(each.Id) is null))
            {
                record = record.With(new OwnWebhook(found.Id, one.Name, one.Project, one.Mark, Proven: false, CreatedBy: null, now));
            }
        }

        // :: What Labelbox does not list any more.
        record = record with { Webhooks = [.. record.Webhooks.Where(own => now - own.Since < ListedWithin || listing.Faults.ContainsKey(own.Project ?? string.Empty) || actual.Any(each => Same(each.Id, own.Id)))] };
        return desired.Aggregate(record, (known, one) => Learn(known, one, actual, seen));
    }

    /// <summary>
    /// What deliveries were signed with belongs to a webhook made by hand where no other of ours can have sent them: each
    /// other one signs with a secret that is known to be another, or was switched off well before.
    /// </summary>
    private static SubscriptionRecord Learn(
        SubscriptionRecord record, DesiredSubscription one, IReadOnlyList<ActualWebhook> actual, IReadOnlyDictionary<SignedBy, Sighting> seen)
    {
        List<(OwnWebhook Own, ActualWebhook? Actual)> ours = [.. record.Webhooks.Where(one.IsFor).Select(own => (own, actual.FirstOrDefault(each => Same(each.Id, own.Id))))];
        var newestFirst = seen.Where(each => string.Equals(each.Key.Subscription, one.Name, StringComparison.OrdinalIgnoreCase)).OrderByDescending(each => each.Value.Last).ToList();
        foreach (var (own, _) in ours.Where(each => each is { Own.Proven: false, Actual.IsLive: true }))
        {
            foreach (var (by, sighting) in newestFirst.Where(each => each.Value.Last >= own.Since))
            {
                if (ours.TrueForAll(other => other.Own == own || !CanHaveSent(other.Own, other.Actual, by.Mark, sighting.Last)))
                {
                    record = record.With(own with { Mark = by.Mark, Proven = true });
                    break;
                }
            }
        }

        return record;
    }

    private static bool CanHaveSent(OwnWebhook own, ActualWebhook? actual, string mark, DateTimeOffset at) =>
        (!own.Proven || Same(own.Mark, mark)) && (actual is null or { IsLive: true } || !(at > actual.Listed.UpdatedAt + ArrivesWithin));

    private static bool IsAt(ActualWebhook actual, DesiredSubscription one) =>
        string.Equals(actual.Listed.Url, one.Url, StringComparison.Ordinal) && string.Equals(actual.Project, one.Project, StringComparison.Ordinal);

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);
}
