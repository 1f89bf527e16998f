namespace WebhookRelay.Subscriptions;

/// <summary>What the list and the deliveries tell about what is ours. A pure function, and never by path alone.</summary>
internal static class Recognition
{
    /// <summary>How long a webhook that was just made may be missing from the list.</summary>
    public static readonly TimeSpan ListedWithin = TimeSpan.FromMinutes(2);

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

    /// <summary>A secret that deliveries were signed with belongs to the one webhook whose secret is not known.</summary>
    private static SubscriptionRecord Learn(
        SubscriptionRecord record, DesiredSubscription one, IReadOnlyList<ActualWebhook> actual, IReadOnlyDictionary<SignedBy, Sighting> seen)
    {
        var live = record.Webhooks.Where(own => one.IsFor(own) && actual.Any(each => each.IsLive && Same(each.Id, own.Id))).ToList();
        foreach (var (by, sighting) in seen.Where(each => string.Equals(each.Key.Subscription, one.Name, StringComparison.OrdinalIgnoreCase)).OrderBy(each => each.Value.Last))
        {
            var proven = live.Exists(own => own.Proven && Same(own.Mark, by.Mark));
            var candidates = live.Where(own => !own.Proven && sighting.Last >= own.Since).ToList();
            var its = candidates.Find(own => Same(own.Mark, by.Mark)) ?? (candidates.Count is 1 ? candidates[0] : null);
            if (!proven && its is not null)
            {
                record = record.With(its with { Mark = by.Mark, Proven = true });
                live.Remove(its);
                live.Add(record.Find(its.Id)!);
            }
        }

        return record;
    }

    private static bool IsAt(ActualWebhook actual, DesiredSubscription one) =>
        string.Equals(actual.Listed.Url, one.Url, StringComparison.Ordinal) && string.Equals(actual.Project, one.Project, StringComparison.Ordinal);

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);
}
