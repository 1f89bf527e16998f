using WebhookRelay.Publishing;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>The publisher it was given, but for what is made of a sending.</summary>
internal sealed class OtherPublisher(IEventPublisher publisher, Func<Task<PublishOutcome>, Task<PublishOutcome>> make) : IEventPublisher
{
    public DependencyState State => publisher.State;

    public IReadOnlyDictionary<string, DependencyState> Subscribers => publisher.Subscribers;

    public Publication Open(OutboundEvent outbound) => new Other(publisher.Open(outbound), make);

    public Publication OpenTo(string queue, OutboundEvent outbound) => publisher.OpenTo(queue, outbound);

    public Publication OpenToEach(OutboundEvent outbound, IQueueProgress turns) => publisher.OpenToEach(outbound, turns);

    public IReadOnlyList<string> QueuesLastBoundFor(string routingKey) => publisher.QueuesLastBoundFor(routingKey);

    private sealed class Other(Publication publication, Func<Task<PublishOutcome>, Task<PublishOutcome>> make) : Publication
    {
        public override ValueTask WaitForTurnAsync(CancellationToken cancellationToken) => publication.WaitForTurnAsync(cancellationToken);

        public override Task<PublishOutcome> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken) => make(publication.SendAsync(mayStart, cancellationToken));

        public override void Dispose() => publication.Dispose();
    }
}
