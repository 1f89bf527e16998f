using Microsoft.Extensions.Options;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>Step 6 of the line: through the bus to the broker, and the broker's answer.</summary>
internal sealed class BusPublisher(
    IEventBus bus, StallGate gate, PublishWatch watch, BrokerReadiness readiness, BrokerTopology topology, BoundQueues bound, DirectLink link, RelayMetrics metrics, IOptionsMonitor<PublishingOptions> options, TimeProvider time)
    : IEventPublisher, IDisposable
{
    private readonly SemaphoreSlim _room = new(options.CurrentValue.InFlight);

    public DependencyState State => topology.State switch
    {
        { Health: DependencyHealth.Up } when gate.StalledSince is { } since =>
            new DependencyState(DependencyHealth.Degraded, "RabbitMQ leaves publishes unanswered; deliveries are kept until it answers.", since),
        { Health: DependencyHealth.Up } when watch.Fault is { } fault => fault,
        var state => state,
    };

    public IReadOnlyDictionary<string, DependencyState> Subscribers => topology.Subscribers;

    public Publication Open(OutboundEvent outbound) => new BusPublication(outbound, bus, gate, watch, readiness, _room, metrics, time);

    public Publication OpenTo(string queue, OutboundEvent outbound) => new QueuePublication(outbound, queue, link, readiness);

    public Publication OpenToEach(OutboundEvent outbound, IQueueProgress turns) =>
        new EachQueuePublication(outbound, turns, bound, queue => OpenTo(queue, outbound), readiness, time);

    public IReadOnlyList<string> QueuesLastBoundFor(string routingKey) => bound.LastFor(routingKey);

    public void Dispose() => _room.Dispose();
}
