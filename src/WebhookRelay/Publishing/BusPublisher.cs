using Microsoft.Extensions.Options;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>Step 6 of the pipeline: publishes through the bus and returns the broker's answer.</summary>
internal sealed class BusPublisher(
    IEventBus bus, PublishCircuitBreaker breaker, PublishMonitor monitor, BrokerReadiness readiness, BrokerTopology topology, BoundQueues bound, AdminConnection connection, RelayMetrics metrics, IOptionsMonitor<PublishingOptions> options, TimeProvider time)
    : IEventPublisher, IDisposable
{
    private readonly SemaphoreSlim _capacity = new(options.CurrentValue.InFlight);

    public DependencyState State => topology.State switch
    {
        { Health: DependencyHealth.Up } when breaker.StalledSince is { } since =>
            new DependencyState(DependencyHealth.Degraded, "RabbitMQ leaves publishes unanswered; deliveries are kept until it answers.", since),
        { Health: DependencyHealth.Up } when monitor.Fault is { } fault => fault,
        var state => state,
    };

    public IReadOnlyDictionary<string, DependencyState> Subscribers => topology.Subscribers;

    public Publication Open(OutboundEvent outbound) => new BusPublication(outbound, bus, breaker, monitor, readiness, _capacity, metrics, time);

    public Publication OpenTo(string queue, OutboundEvent outbound) => new SingleQueuePublication(outbound, queue, connection, readiness);

    public Publication OpenPerQueue(OutboundEvent outbound, IQueueProgress progress) =>
        new PerQueuePublication(outbound, progress, bound, queue => OpenTo(queue, outbound), readiness, time);

    public IReadOnlyList<string> LastKnownQueues(string routingKey) => bound.LastKnown(routingKey);

    public void Dispose() => _capacity.Dispose();
}
