namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <param name="Made">Deliveries there were to send; a repeat counts as one more.</param>
/// <param name="Sent">POSTs that ended; a duplicate counts twice.</param>
internal sealed record Counts(long Made, long Sent, long Acknowledged, long Refused, long Failed, long Silenced)
{
    public static Counts None { get; } = new(0, 0, 0, 0, 0, 0);

    public Counts With(DeliveryEnding ending) => ending switch
    {
        DeliveryEnding.Acknowledged => this with { Sent = Sent + 1, Acknowledged = Acknowledged + 1 },
        DeliveryEnding.Refused => this with { Sent = Sent + 1, Refused = Refused + 1 },
        DeliveryEnding.Failed => this with { Sent = Sent + 1, Failed = Failed + 1 },
        DeliveryEnding.Silenced => this with { Silenced = Silenced + 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(ending), ending, "A new ending needs to be counted."),
    };
}

/// <summary>How many deliveries ended how, and the id of every one that was acknowledged.</summary>
internal sealed class Statistics
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, Counts> _byWebhook = new(StringComparer.Ordinal);
    private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
    private readonly List<(string Id, string WebhookId)> _inOrder = [];

    public void Made(Delivery delivery)
    {
        lock (_turn)
        {
            var counts = Of(delivery.WebhookId);
            _byWebhook[delivery.WebhookId] = counts with { Made = counts.Made + 1 };
        }
    }

    public void Ended(Delivery delivery, DeliveryEnding ending)
    {
        lock (_turn)
        {
            _byWebhook[delivery.WebhookId] = Of(delivery.WebhookId).With(ending);
            if (ending is DeliveryEnding.Acknowledged && _acknowledged.Add(delivery.Id))
            {
                _inOrder.Add((delivery.Id, delivery.WebhookId));
            }
        }
    }

    public Counts Of(string webhookId)
    {
        lock (_turn)
        {
            return _byWebhook.GetValueOrDefault(webhookId, Counts.None);
        }
    }

    public Counts Total()
    {
        lock (_turn)
        {
            return _byWebhook.Values.Aggregate(Counts.None, (a, b) => new Counts(
                a.Made + b.Made, a.Sent + b.Sent, a.Acknowledged + b.Acknowledged, a.Refused + b.Refused, a.Failed + b.Failed, a.Silenced + b.Silenced));
        }
    }

    /// <summary>Every id that was answered with a 2xx, once, in the order of the first such answers.</summary>
    public IReadOnlyList<string> Acknowledged(string? webhookId)
    {
        lock (_turn)
        {
            return [.. _inOrder.Where(each => webhookId is null || string.Equals(each.WebhookId, webhookId, StringComparison.Ordinal)).Select(each => each.Id)];
        }
    }
}
