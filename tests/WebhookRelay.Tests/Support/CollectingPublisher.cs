using System.Collections.Concurrent;
using WebhookRelay.Publishing;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Tests.Support;

/// <summary>A broker with one queue, in memory: confirms everything and keeps it.</summary>
internal sealed class CollectingPublisher : IEventPublisher
{
    public ConcurrentQueue<OutboundEvent> Events { get; } = new();

    public DependencyState State { get; } = new(DependencyHealth.Up, null, default);

    public IReadOnlyDictionary<string, DependencyState> Subscribers { get; } = new Dictionary<string, DependencyState>(StringComparer.Ordinal);

    public Publication Open(OutboundEvent outbound) => new Confirmed(this, outbound);

    public Publication OpenTo(string queue, OutboundEvent outbound) => Open(outbound);

    public Publication OpenPerQueue(OutboundEvent outbound, IQueueProgress turns) => Open(outbound);

    public IReadOnlyList<string> LastKnownQueues(string routingKey) => [];

    private sealed class Confirmed(CollectingPublisher publisher, OutboundEvent outbound) : Publication
    {
        public override ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => default;

        public override Task<PublishResult> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken)
        {
            if (!mayStart())
            {
                return Task.FromResult(PublishResult.NotSent);
            }

            publisher.Events.Enqueue(outbound);
            return Task.FromResult(PublishResult.Confirmed);
        }

        public override void Dispose()
        {
        }
    }
}
