using WebhookRelay.Publishing;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Wraps the publisher and changes its results.</summary>
internal sealed class OtherPublisher(IEventPublisher publisher, Func<Task<PublishResult>, Task<PublishResult>> make) : IEventPublisher
{
    public DependencyState State => publisher.State;

    public IReadOnlyDictionary<string, DependencyState> Subscribers => publisher.Subscribers;

    public Publication Open(OutboundEvent outbound) => new Other(publisher.Open(outbound), make);

    public Publication OpenTo(string queue, OutboundEvent outbound) => publisher.OpenTo(queue, outbound);

    public Publication OpenPerQueue(OutboundEvent outbound, IQueueProgress turns) => publisher.OpenPerQueue(outbound, turns);

    public IReadOnlyList<string> LastKnownQueues(string routingKey) => publisher.LastKnownQueues(routingKey);

    private sealed class Other(Publication publication, Func<Task<PublishResult>, Task<PublishResult>> make) : Publication
    {
        public override ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => publication.WaitForCapacityAsync(cancellationToken);

        public override Task<PublishResult> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken) => make(publication.SendAsync(mayStart, cancellationToken));

        public override void Dispose() => publication.Dispose();
    }
}
