using Microsoft.Extensions.Options;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>Step 6 of the line: through the bus to the broker, and the broker's answer.</summary>
internal sealed class BusPublisher(
    IEventBus bus, StallGate gate, BrokerReadiness readiness, BrokerTopology topology, DirectLink link, RelayMetrics metrics, IOptionsMonitor<PublishingOptions> options, TimeProvider time)
    : IEventPublisher, IDisposable
{
    private readonly SemaphoreSlim _room = new(options.CurrentValue.InFlight);

    public DependencyState State => topology.State is { Health: DependencyHealth.Up } && gate.StalledSince is { } since
        ? new DependencyState(DependencyHealth.Degraded, "RabbitMQ leaves publishes unanswered; deliveries are kept until it answers.", since)
        : topology.State;

    public IReadOnlyDictionary<string, DependencyState> Subscribers => topology.Subscribers;

    public Publication Open(OutboundEvent outbound) => new BusPublication(outbound, bus, gate, readiness, _room, metrics, time);

    public Publication OpenTo(string queue, OutboundEvent outbound) => new QueuePublication(outbound, queue, link, readiness);

    public void Dispose() => _room.Dispose();
}
