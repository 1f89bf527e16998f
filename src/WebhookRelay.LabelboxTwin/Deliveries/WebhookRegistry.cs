using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>Every webhook, oldest first. Webhooks cannot be deleted, as at Labelbox.</summary>
internal sealed class WebhookRegistry(WorldClock clock, IOptions<TwinOptions> options)
{
    private readonly Lock _lock = new();
    private readonly SeededRandom _random = SeededRandom.For(options.Value.WorldSeed, 'h');
    private ImmutableArray<Webhook> _all = [];

    public ImmutableArray<Webhook> All
    {
        get
        {
            lock (_lock)
            {
                return _all;
            }
        }
    }

    public Webhook? Find(string id) => All.FirstOrDefault(webhook => string.Equals(webhook.Id, id, StringComparison.Ordinal));

    public Webhook Add(string? projectId, string url, string secret, IReadOnlyList<string> topics, WebhookStatus status, WebhookVersion version, string? envelope)
    {
        lock (_lock)
        {
            var webhook = new Webhook(_random.Id(), projectId, url, secret, topics, version, envelope, clock.Tick()) { Status = status };
            _all = _all.Add(webhook);
            return webhook;
        }
    }

    public Webhook? Update(string id, Func<Webhook, Webhook> change)
    {
        lock (_lock)
        {
            if (_all.FirstOrDefault(webhook => string.Equals(webhook.Id, id, StringComparison.Ordinal)) is not { } webhook)
            {
                return null;
            }

            var changed = change(webhook) with { UpdatedAt = clock.Tick() };
            _all = _all.Replace(webhook, changed);
            return changed;
        }
    }
}
