using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.MadeUp.World;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>Makes a delivery for every webhook that is to be told of a happening, in the order in which the webhooks were made.</summary>
internal sealed class Dispatcher
{
    private readonly Lock _turn = new();
    private readonly WebhookRegistry _webhooks;
    private readonly Outboxes _outboxes;
    private readonly Statistics _statistics;
    private readonly Dice _ids;
    private readonly DeliveryFaults _faults;
    private readonly List<Delivery> _kept = [];

    public Dispatcher(WebhookRegistry webhooks, Outboxes outboxes, Statistics statistics, WorldClock clock, IOptions<TwinOptions> options)
    {
        (_webhooks, _outboxes, _statistics) = (webhooks, outboxes, statistics);
        // Without a seed no two runs use an id twice: a receiver that kept the earlier ones would take the new ones for reused.
        _ids = Dice.For(options.Value.Seed ?? (ulong)clock.Now.ToUnixTimeMilliseconds(), 'd');
        _faults = new DeliveryFaults(Dice.For(options.Value.WorldSeed, 'x'));
    }

    public IReadOnlyList<Delivery> Dispatch(Happening happening)
    {
        lock (_turn)
        {
            List<Delivery> all = [];
            foreach (var webhook in _webhooks.All)
            {
                if (webhook.IsToldOf(happening.Topic, happening.Row.Project.Id))
                {
                    var delivery = new Delivery(_ids.Id(), webhook.Id, happening);
                    all.Add(delivery);
                    Post(webhook, delivery);
                }
            }

            return all;
        }
    }

    /// <summary>Sends a delivery once more.</summary>
    /// <param name="withNewId">As another delivery of the same body.</param>
    public Delivery Repeat(Delivery delivery, bool withNewId)
    {
        lock (_turn)
        {
            var again = new Delivery(withNewId ? _ids.Id() : delivery.Id, delivery.WebhookId, delivery.Happening);
            _statistics.Made(again);
            _outboxes.Enqueue(again);
            return again;
        }
    }

    public IReadOnlyList<DeliveryFault> Faults
    {
        get
        {
            lock (_turn)
            {
                return [.. _faults.Active];
            }
        }
    }

    public void Add(DeliveryFault fault)
    {
        lock (_turn)
        {
            _faults.Add(fault);
        }
    }

    public void ClearFaults()
    {
        lock (_turn)
        {
            EnqueueAll(_faults.Clear());
        }
    }

    /// <summary>Silences a webhook, or ends its silence and sends what was kept.</summary>
    public Webhook? SetSilence(string webhookId, Silence silence)
    {
        lock (_turn)
        {
            var webhook = _webhooks.Update(webhookId, webhook => webhook with { Silence = silence });
            if (webhook is not null && silence is Silence.None)
            {
                var its = _kept.FindAll(delivery => IsFor(delivery, webhookId));
                _kept.RemoveAll(delivery => IsFor(delivery, webhookId));
                EnqueueAll(its);
            }

            return webhook;
        }
    }

    private void Post(Webhook webhook, Delivery delivery)
    {
        _statistics.Made(delivery);
        switch (webhook.Silence)
        {
            case Silence.Lost:
                _statistics.Ended(delivery, DeliveryEnding.Silenced);
                delivery.End(DeliveryEnding.Silenced);
                break;
            case Silence.Kept:
                _kept.Add(delivery);
                break;
            default:
                EnqueueAll(_faults.Apply(delivery));
                break;
        }
    }

    private void EnqueueAll(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            _outboxes.Enqueue(delivery);
        }
    }

    private static bool IsFor(Delivery delivery, string webhookId) => string.Equals(delivery.WebhookId, webhookId, StringComparison.Ordinal);
}
