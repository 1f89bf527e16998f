using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>Creates a delivery for every webhook that subscribes to an event, in the order in which the webhooks were created.</summary>
internal sealed class Dispatcher
{
    private readonly Lock _lock = new();
    private readonly WebhookRegistry _webhooks;
    private readonly Outboxes _outboxes;
    private readonly Statistics _statistics;
    private readonly SeededRandom _ids;
    private readonly DeliveryFaults _faults;
    private readonly List<Delivery> _kept = [];

    public Dispatcher(WebhookRegistry webhooks, Outboxes outboxes, Statistics statistics, WorldClock clock, IOptions<TwinOptions> options)
    {
        (_webhooks, _outboxes, _statistics) = (webhooks, outboxes, statistics);
        // Without a seed no two runs share an id: a receiver that stored the earlier ones would report the new ones as reused.
        _ids = SeededRandom.For(options.Value.Seed ?? (ulong)clock.Now.ToUnixTimeMilliseconds(), 'd');
        _faults = new DeliveryFaults(SeededRandom.For(options.Value.WorldSeed, 'x'));
    }

    public IReadOnlyList<Delivery> Dispatch(WorkspaceEvent workspaceEvent)
    {
        lock (_lock)
        {
            List<Delivery> all = [];
            foreach (var webhook in _webhooks.All)
            {
                if (webhook.IsSubscribedTo(workspaceEvent.Topic, workspaceEvent.Row.Project.Id))
                {
                    var delivery = new Delivery(_ids.Id(), webhook.Id, workspaceEvent);
                    all.Add(delivery);
                    Post(webhook, delivery);
                }
            }

            return all;
        }
    }

    /// <summary>Sends a delivery again.</summary>
    /// <param name="withNewId">Whether the same body gets a new delivery id.</param>
    public Delivery Repeat(Delivery delivery, bool withNewId)
    {
        lock (_lock)
        {
            var again = new Delivery(withNewId ? _ids.Id() : delivery.Id, delivery.WebhookId, delivery.Event);
            _statistics.Made(again);
            _outboxes.Enqueue(again);
            return again;
        }
    }

    public IReadOnlyList<DeliveryFault> Faults
    {
        get
        {
            lock (_lock)
            {
                return [.. _faults.Active];
            }
        }
    }

    public void Add(DeliveryFault fault)
    {
        lock (_lock)
        {
            _faults.Add(fault);
        }
    }

    public void ClearFaults()
    {
        lock (_lock)
        {
            EnqueueAll(_faults.Clear());
        }
    }

    /// <summary>Silences a webhook, or ends its silence and sends the kept deliveries.</summary>
    public Webhook? SetSilence(string webhookId, Silence silence)
    {
        lock (_lock)
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
                _statistics.Ended(delivery, DeliveryOutcome.Silenced);
                delivery.End(DeliveryOutcome.Silenced);
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
