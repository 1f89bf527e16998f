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
        meter.CreateObservableGauge("webhookrelay.dependency.up", Dependencies, "{dependency}", "1 if the dependency is available: the ledger can be written, Redis responds, RabbitMQ accepts events, the exchange has no alternate exchange.");
        meter.CreateObservableGauge("webhookrelay.subscriber.up", Subscribers, "{subscriber}", "1 if a declared subscriber's queue exists, is bound and accepts events.");
        meter.CreateObservableGauge("webhookrelay.refused", () => _refused.Count, "{delivery}", "Deliveries that wait for a queue that refuses them.");
        meter.CreateObservableGauge("webhookrelay.backlog", () => _ledger.Status.Pending, "{entry}", "Entries that are accepted or unrouted.");
        meter.CreateObservableGauge("webhookrelay.backlog.age", () => Age(ledger.Status.OldestPending, time), "s", "Age of the oldest accepted or unrouted entry.");
        meter.CreateObservableGauge("webhookrelay.ledger.free", () => _ledger.Status.FreeBytes, "By", "Free bytes on the ledger's disk.");
        meter.CreateObservableGauge("webhookrelay.ledger.warn", () => options.CurrentValue.WarnAt, "By", "Free bytes below which health is degraded (Ledger:WarnAt).");
        meter.CreateObservableGauge("webhookrelay.ledger.refuse", () => options.CurrentValue.RefuseAt, "By", "Free bytes below which deliveries are answered 503 (Ledger:RefuseAt).");
        meter.CreateObservableGauge("webhookrelay.ledger.size", () => Size(options.CurrentValue.Path!), "By", "Bytes of the ledger's files on disk.");
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
