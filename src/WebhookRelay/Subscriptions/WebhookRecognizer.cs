namespace WebhookRelay.Subscriptions;

/// <summary>Recognises the relay's own webhooks from the list and the deliveries. A pure function; the path alone is never enough.</summary>
internal static class WebhookRecognizer
{
    /// <summary>How long a new webhook may be missing from the list.</summary>
    public static readonly TimeSpan ListingDelay = TimeSpan.FromMinutes(2);

    /// <summary>How long an unanswered creation may still take effect.</summary>
    private static readonly TimeSpan IntentTimeout = TimeSpan.FromMinutes(15);

    public static SubscriptionRecord Recognize(
        SubscriptionRecord record, IReadOnlyList<DesiredWebhook> desired, WebhookListing listing, Evidence evidence, DateTimeOffset now)
    {
        var actual = listing.Webhooks;

        // Creations whose answer was lost. A person may have created the webhook meanwhile: its deliveries will show.
        foreach (var intent in record.Intents)
        {
            var made = actual.Where(each => intent.Explains(each) && record.Find(each.Id) is null).MinBy(each => each.Listed.CreatedAt);
            if (made is not null)
            {
                record = record.Without(intent).With(new OwnWebhook(made.Id, intent.Subscription, intent.Project, intent.Mark, Proven: false, intent.By, intent.At));
            }
            else if (now - intent.At > IntentTimeout)
            {
                record = record.Without(intent);
            }
        }

        // Webhooks at exactly our address, created by hand: assumed to have the planned secret until a delivery shows another one.
        foreach (var one in desired)
        {
            foreach (var found in actual.Where(each => IsAt(each, one) && each.IsLive && record.Find(each.Id) is null))
            {
                record = record.With(new OwnWebhook(found.Id, one.Name, one.Project, one.Mark, Proven: false, CreatedBy: null, now));
            }
        }

        // Webhooks that Labelbox no longer lists.
        record = record with { Webhooks = [.. record.Webhooks.Where(own => now - own.Since < ListingDelay || listing.Faults.ContainsKey(own.Project ?? string.Empty) || actual.Any(each => Same(each.Id, own.Id)))] };
        return desired.Aggregate(record, (known, one) => SecretInference.Infer(known, one, actual, evidence));
    }

    private static bool IsAt(ActualWebhook actual, DesiredWebhook one) =>
        string.Equals(actual.Listed.Url, one.Url, StringComparison.Ordinal) && string.Equals(actual.Project, one.Project, StringComparison.Ordinal);

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);
}
