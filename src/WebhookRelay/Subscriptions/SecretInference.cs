using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>
/// Infers a webhook's secret from its deliveries: Labelbox does not reveal it, and a person may have used another one. A
/// pure function. A guess is never a reason to deactivate a webhook.
/// </summary>
internal static class SecretInference
{
    /// <summary>How long after a change deliveries with the old settings may still arrive, including clock differences.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromMinutes(5);

    public static SubscriptionRecord Infer(SubscriptionRecord record, DesiredWebhook one, IReadOnlyList<ActualWebhook> actual, Evidence evidence)
    {
        // Including webhooks of the subscription's previous project: they deliver to the same path.
        List<OwnedWebhook> ours = [.. record.Webhooks.Where(own => Is(own.Subscription, one)).Select(own => new OwnedWebhook(own, actual.FirstOrDefault(each => Same(each.Id, own.Id))))];
        // And webhooks that were deactivated before they were seen active.
        ours.AddRange(actual.Where(each => Same(each.Listed.Url, one.Url) && Same(each.Project, one.Project) && record.Find(each.Id) is null)
            .Select(each => new OwnedWebhook(new OwnWebhook(each.Id, one.Name, one.Project, Mark: null, Proven: false, CreatedBy: null, DateTimeOffset.MinValue), each)));
        List<OwnedWebhook> live = [.. ours.Where(each => each.Actual is { IsLive: true })];
        var unproven = live.FindAll(each => !each.Own.Proven && one.IsFor(each.Own));
        if (unproven.Count is 0)
        {
            return record;
        }

        List<(string Mark, DeliveryObservation Sighting)> seen = [.. evidence.Seen.Where(each => Is(each.Key.Subscription, one)).Select(each => (each.Key.Mark, each.Value)).OrderByDescending(each => each.Value.Last)];
        var since = live.Max(each => each.Since);
        var cameSince = seen.FindAll(each => each.Sighting.Last >= since);
        var cameSettled = seen.FindAll(each => each.Sighting.Last > since + SettleTime);
        var wasRefused = evidence.Refused.TryGetValue(one.Name, out var refused) && refused >= since;
        // All deliveries are signed with it and no proven webhook explains them, so every unproven one uses it.
        var common = cameSettled.Count > 0 && cameSince is [var only] && !wasRefused && !live.Exists(each => each.Own.Proven && Same(each.Own.Mark, only.Mark)) ? only.Mark : null;
        var areMixed = unproven.Count > 1 && cameSettled.Count > 1;
        foreach (var each in unproven)
        {
            var own = each.Own;
            if ((MarkOfNoOther(ours, each, seen) ?? (Same(common, own.Mark) ? common : null)) is { } mark)
            {
                record = record.With(own with { Mark = mark, Proven = true });
            }
            else if (own.Mark is { } guess && IsRight(each.Actual!, one) && IsRefuted(each, guess, seen))
            {
                record = record.With(own with { Mark = null, Not = guess });
            }
            else if (areMixed && one.Version is WebhookVersion.V1)
            {
                // It is unknown which of them uses which secret. A webhook created through the API can replace them all.
                record = record.With(own with { Mark = null });
            }
        }

        return record;
    }

    /// <summary>
    /// Events have arrived for long enough since the last one signed with the guess. If they came from another project, one
    /// webhook too many is created, and this one is still proven by its first delivery.
    /// </summary>
    private static bool IsRefuted(OwnedWebhook one, string guess, List<(string Mark, DeliveryObservation Sighting)> seen)
    {
        var last = seen.Where(each => Same(each.Mark, guess)).Select(each => each.Sighting.Last).Append(one.Since).Max();
        return seen.Exists(each => each.Sighting.Last > last + SettleTime);
    }

    /// <summary>The mark of a delivery that no other own webhook can have sent; null if there is none, or if there are two recent ones.</summary>
    private static string? MarkOfNoOther(List<OwnedWebhook> ours, OwnedWebhook one, List<(string Mark, DeliveryObservation Sighting)> seen)
    {
        List<OwnedWebhook> others = [.. ours.Where(other => other != one)];
        var its = seen.FindAll(each =>
            (each.Sighting.Last >= one.Own.Since && others.TrueForAll(other => !CanHaveSent(other, each.Mark, each.Sighting.Last)))
            || (!one.Own.Answered && each.Sighting.LastV2 >= one.Own.Since && others.TrueForAll(other => !CanHaveSentV2(other, each.Mark, each.Sighting.LastV2.Value))));
        return its is [var newest, .. var rest] && rest.TrueForAll(each => newest.Sighting.Last - each.Sighting.Last > SettleTime) ? newest.Mark : null;
    }

    /// <summary>It uses or may use the secret, and was not deactivated well before.</summary>
    private static bool CanHaveSent(OwnedWebhook other, string mark, DateTimeOffset at) =>
        (other.Own.Proven ? Same(other.Own.Mark, mark) : !Same(other.Own.Not, mark)) && (other.Actual is null or { IsLive: true } || !(at > other.Actual.Listed.UpdatedAt + SettleTime));

    /// <summary>Webhooks created through the API deliver V1.</summary>
    private static bool CanHaveSentV2(OwnedWebhook other, string mark, DateTimeOffset at) => !other.Own.Answered && CanHaveSent(other, mark, at);

    /// <summary>Only a webhook with the right address and topics must deliver the same events as the others.</summary>
    private static bool IsRight(ActualWebhook actual, DesiredWebhook one) =>
        Same(actual.Listed.Url, one.Url) && WebhookTopics.Same(actual.Listed.Topics, one.Topics);

    private static bool Is(string subscription, DesiredWebhook one) => string.Equals(subscription, one.Name, StringComparison.OrdinalIgnoreCase);

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

    private sealed record OwnedWebhook(OwnWebhook Own, ActualWebhook? Actual)
    {
        /// <summary>When it was last changed.</summary>
        public DateTimeOffset Since => Actual?.Listed.UpdatedAt > Own.Since ? Actual.Listed.UpdatedAt.Value : Own.Since;
    }
}

/// <summary>What the deliveries have shown.</summary>
/// <param name="Seen">Which secrets they were signed with, and when.</param>
/// <param name="Refused">When the newest delivery arrived that none of the subscription's secrets verifies.</param>
internal sealed record Evidence(IReadOnlyDictionary<SignedBy, DeliveryObservation> Seen, IReadOnlyDictionary<string, DateTimeOffset> Refused);
