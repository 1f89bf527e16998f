using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Relaying;
using WebhookRelay.Searching;

namespace WebhookRelay.Replaying;

/// <summary>A dry run: how many events each queue would receive. Publishes and stores nothing.</summary>
internal sealed class ReplayForecast(
    ReplaySelector selector, PublishedEventReader events, SubscriberReport subscribers, DeliveryLedger ledger, IOptionsMonitor<PublishingOptions> options)
{
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public async Task<Forecast> CreateAsync(ReplayOrder order, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, long>(StringComparer.Ordinal);
        var (total, quarantined, accepted, duplicates) = (0L, 0L, 0L, 0L);
        for (long? from = 0; from is { } position;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = selector.Next(order, position);
            foreach (var found in page.Selected)
            {
                total++;
                if (await RoutingKeyOfAsync(found, cancellationToken) is { } key)
                {
                    keys[key] = keys.GetValueOrDefault(key) + 1;
                }
                else
                {
                    quarantined++;
                }
            }

            (accepted, duplicates, from) = (accepted + page.Accepted, duplicates + page.Duplicates, page.Next);
        }

        if (order.Queue is { } queue)
        {
            return new Forecast(total, [new QueueShare(queue, total - quarantined)], Unrouted: 0, quarantined, accepted, duplicates, order.UpTo, FromBroker: true);
        }

        var (bindings, fromBroker) = await subscribers.BindingsAsync(cancellationToken);
        var shares = bindings.GroupBy(binding => binding.Queue, StringComparer.Ordinal)
            .Select(bound => new QueueShare(
                bound.Key,
                keys.Where(key => bound.Any(binding => TopicPattern.Matches(binding.Pattern, key.Key))).Sum(key => key.Value)))
            .OrderBy(share => share.Queue, StringComparer.Ordinal)
            .ToList();
        var unrouted = keys.Where(key => !bindings.Any(binding => TopicPattern.Matches(binding.Pattern, key.Key))).Sum(key => key.Value);
        return new Forecast(total, shares, unrouted, quarantined, accepted, duplicates, order.UpTo, fromBroker);
    }

    /// <summary>The routing key of its event; null if it would stay Quarantined.</summary>
    private async ValueTask<string?> RoutingKeyOfAsync(FoundEntry found, CancellationToken cancellationToken)
    {
        if (found.Settlement is { State: not DeliveryState.Quarantined, RoutingKey: { } known })
        {
            return known;
        }

        if (ledger.ReadBody(found.Entry) is not { } body
            || await events.ReadAsync(found.Entry, body, cancellationToken) is not { } labelboxEvent
            || LargeDataReference.ErrorFor(labelboxEvent, options.CurrentValue) is not null)
        {
            return null;
        }

        // Data above the inline limit become a reference, which makes the event small.
        var fits = labelboxEvent.NeedsReference(options.CurrentValue.InlineBytes)
            || OutboundEventFactory.Create(labelboxEvent, ledger.LedgerId, local: false, new string('0', ReplayStore.IdLength)).Body.Length <= options.CurrentValue.MaxEventBytes;
        return fits ? labelboxEvent.RoutingKey : null;
    }
}

/// <param name="Total">Entries that would be replayed.</param>
/// <param name="Where">How many each queue would receive.</param>
/// <param name="Unrouted">How many have no bound queue.</param>
/// <param name="Quarantined">How many would stay quarantined.</param>
/// <param name="Accepted">How many match and are skipped because they will be relayed anyway.</param>
/// <param name="Duplicates">How many match and are skipped because they are duplicates.</param>
/// <param name="UpTo">The newest sequence considered.</param>
/// <param name="FromBroker">Whether all bindings are known; otherwise only the declared ones.</param>
internal sealed record Forecast(
    long Total, IReadOnlyList<QueueShare> Where, long Unrouted, long Quarantined, long Accepted, long Duplicates, long UpTo, bool FromBroker);

internal sealed record QueueShare(string Queue, long Events);
