using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Relaying;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Management;

/// <summary>The states of dependencies and of the ledger's disk, as observable gauges.</summary>
internal sealed class StateMetrics : IHostedService
{
    private readonly DeliveryLedger _ledger;
    private readonly IDeduplication _deduplication;
    private readonly IEventPublisher _publisher;
    private readonly ExchangeDeclarer _exchange;
    private readonly RefusedEntries _refused;
    private readonly RelayMetrics _metrics;

    public StateMetrics(
        IMeterFactory meters, DeliveryLedger ledger, IDeduplication deduplication, IEventPublisher publisher, ExchangeDeclarer exchange, RefusedEntries refused, RelayMetrics metrics, IOptionsMonitor<LedgerOptions> options, TimeProvider time)
    {
        (_ledger, _deduplication, _publisher, _exchange, _refused, _metrics) = (ledger, deduplication, publisher, exchange, refused, metrics);
        var meter = meters.Create(RelayMetrics.MeterName);
        meter.CreateObservableGauge("webhookrelay.dependency.up", Dependencies, "{dependency}", "1 while the ledger can be written, Redis answers, RabbitMQ accepts events, the exchange has no alternate exchange.");
        meter.CreateObservableGauge("webhookrelay.subscriber.up", Subscribers, "{subscriber}", "1 while a declared subscriber's queue exists, is bound and accepts events.");
        meter.CreateObservableGauge("webhookrelay.refused", () => _refused.Count, "{delivery}", "Deliveries that wait for a queue that refuses them.");
        meter.CreateObservableGauge("webhookrelay.backlog", () => _ledger.Status.Pending, "{entry}", "Entries that are accepted or unrouted.");
        meter.CreateObservableGauge("webhookrelay.backlog.age", () => Age(ledger.Status.OldestPending, time), "s", "Age of the oldest of them.");
        meter.CreateObservableGauge("webhookrelay.ledger.free", () => _ledger.Status.FreeBytes, "By", "Free on the ledger's disk.");
        meter.CreateObservableGauge("webhookrelay.ledger.warn", () => options.CurrentValue.WarnAt, "By", "Ledger:WarnAt: health is degraded below it.");
        meter.CreateObservableGauge("webhookrelay.ledger.refuse", () => options.CurrentValue.RefuseAt, "By", "Ledger:RefuseAt: deliveries are answered 503 below it.");
        meter.CreateObservableGauge("webhookrelay.ledger.size", () => Size(options.CurrentValue.Path!), "By", "The ledger's files on disk.");
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The exporters listen from now on.
        _metrics.Initialise(
            [.. Enum.GetValues<DeliveryState>().Where(state => state is not DeliveryState.Accepted).Select(state => state.Name())],
            [.. Enum.GetValues<Refusal>().Select(reason => reason.Tag())]);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<int>> Dependencies()
    {
        yield return new Measurement<int>(_ledger.Status.Writable ? 1 : 0, new KeyValuePair<string, object?>("dependency", "ledger"));
        foreach (var (name, state) in ((string, DependencyState)[])[("redis", _deduplication.State), ("rabbitmq", _publisher.State), ("exchange", _exchange.State)])
        {
            if (state.Health is not DependencyHealth.NotConfigured)
            {
                yield return new Measurement<int>(Up(state), new KeyValuePair<string, object?>("dependency", name));
            }
        }
    }

    private IEnumerable<Measurement<int>> Subscribers() =>
        _publisher.Subscribers.Select(subscriber => new Measurement<int>(Up(_refused.StateOf(subscriber.Key) ?? subscriber.Value), new KeyValuePair<string, object?>("subscriber", subscriber.Key)));

    private static double Age(DateTimeOffset? oldest, TimeProvider time) => oldest is { } acceptedAt ? Math.Max(0, (time.GetUtcNow() - acceptedAt).TotalSeconds) : 0;

    private static int Up(DependencyState state) => state.Health is DependencyHealth.Up ? 1 : 0;

    private static long Size(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0);
        }
        catch (IOException)
        {
            // A file was deleted meanwhile; the next reading is correct.
            return 0;
        }
    }
}
