using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>Publishes events. After every result but <see cref="PublishResult.Confirmed"/> the caller still owns the event.</summary>
internal interface IEventPublisher
{
    DependencyState State { get; }

    /// <summary>The declared subscribers by name.</summary>
    IReadOnlyDictionary<string, DependencyState> Subscribers { get; }

    /// <summary>The queues that received a routing key when the broker was last queried; none if it was not.</summary>
    IReadOnlyList<string> LastKnownQueues(string routingKey);

    /// <summary>Opens the publication of one event, however often it must be sent. Disposing it frees its place for the next event.</summary>
    Publication Open(OutboundEvent outbound);

    /// <summary>Like <see cref="Open"/>, for a single queue.</summary>
    Publication OpenTo(string queue, OutboundEvent outbound);

    /// <summary>Like <see cref="Open"/>, to every bound queue, one by one.</summary>
    Publication OpenPerQueue(OutboundEvent outbound, IQueueProgress progress);
}

internal abstract class Publication : IDisposable
{
    /// <summary>Completes when the broker is ready and fewer than <c>Publishing:InFlight</c> events are in flight.</summary>
    public abstract ValueTask WaitForCapacityAsync(CancellationToken cancellationToken);

    /// <summary>Sends, and waits for the broker's answer.</summary>
    /// <param name="mayStart">Asked at the last moment before the bytes are sent.</param>
    /// <param name="cancellationToken">Cancels the wait; what was sent stays sent.</param>
    public abstract Task<PublishResult> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken);

    public abstract void Dispose();
}

internal enum PublishResult
{
    /// <summary>Every queue that was bound has the event.</summary>
    Confirmed,

    /// <summary>No queue is bound for its routing key.</summary>
    Unrouted,

    /// <summary>At least one bound queue refused the event; the others have it.</summary>
    Refused,

    /// <summary>The connection or channel broke: the broker may or may not have the event.</summary>
    Lost,

    /// <summary>The relay's user may not publish there.</summary>
    NotAllowed,

    /// <summary>The bound queues are not known, so the event cannot be sent to each.</summary>
    QueuesUnknown,

    /// <summary>Nothing was sent.</summary>
    NotSent,

    /// <summary>No answer arrived. Send the event again, as a probe or after a successful probe.</summary>
    SendAgain,
}
