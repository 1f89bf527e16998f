namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <param name="Made">Deliveries created; a repeat counts again.</param>
/// <param name="Sent">POSTs that ended; a duplicate counts twice.</param>
internal sealed record Counts(long Made, long Sent, long Acknowledged, long Refused, long Failed, long Silenced)
{
    public static Counts None { get; } = new(0, 0, 0, 0, 0, 0);

    public Counts With(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Acknowledged => this with { Sent = Sent + 1, Acknowledged = Acknowledged + 1 },
        DeliveryOutcome.Refused => this with { Sent = Sent + 1, Refused = Refused + 1 },
        DeliveryOutcome.Failed => this with { Sent = Sent + 1, Failed = Failed + 1 },
        DeliveryOutcome.Silenced => this with { Silenced = Silenced + 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "A new outcome needs to be counted."),
    };
}

/// <summary>Counts the deliveries by outcome and keeps the id of every acknowledged one.</summary>
internal sealed class Statistics
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Counts> _byWebhook = new(StringComparer.Ordinal);
    private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
    private readonly List<(string Id, string WebhookId)> _inOrder = [];

    public void Made(Delivery delivery)
    {
        lock (_lock)
        {
            var counts = Of(delivery.WebhookId);
            _byWebhook[delivery.WebhookId] = counts with { Made = counts.Made + 1 };
        }
    }

    public void Ended(Delivery delivery, DeliveryOutcome outcome)
    {
        lock (_lock)
        {
            _byWebhook[delivery.WebhookId] = Of(delivery.WebhookId).With(outcome);
            if (outcome is DeliveryOutcome.Acknowledged && _acknowledged.Add(delivery.Id))
            {
                _inOrder.Add((delivery.Id, delivery.WebhookId));
            }
        }
    }

    public Counts Of(string webhookId)
    {
        lock (_lock)
        {
            return _byWebhook.GetValueOrDefault(webhookId, Counts.None);
        }
    }

    public Counts Total()
    {
        lock (_lock)
        {
            return _byWebhook.Values.Aggregate(Counts.None, (a, b) => new Counts(
                a.Made + b.Made, a.Sent + b.Sent, a.Acknowledged + b.Acknowledged, a.Refused + b.Refused, a.Failed + b.Failed, a.Silenced + b.Silenced));
        }
    }

    /// <summary>Every id that got a 2xx, once, in the order of the first such response.</summary>
    public IReadOnlyList<string> Acknowledged(string? webhookId)
    {
        lock (_lock)
        {
            return [.. _inOrder.Where(each => webhookId is null || string.Equals(each.WebhookId, webhookId, StringComparison.Ordinal)).Select(each => each.Id)];
        }
    }
}
