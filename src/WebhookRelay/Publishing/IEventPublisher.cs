using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>Publishes so that every outcome but <see cref="PublishResult.Confirmed"/> leaves the event with the caller.</summary>
internal interface IEventPublisher
{
    DependencyState State { get; }

    /// <summary>The declared subscribers by name.</summary>
    IReadOnlyDictionary<string, DependencyState> Subscribers { get; }

    /// <summary>The queues that got a routing key when the broker was last asked; none where it was not.</summary>
    IReadOnlyList<string> LastKnownQueues(string routingKey);

    /// <summary>One event's way to the broker, however often it has to be sent. Disposing it gives its place to the next.</summary>
    Publication Open(OutboundEvent outbound);

    /// <summary>The same to one queue and no other.</summary>
    Publication OpenTo(string queue, OutboundEvent outbound);

    /// <summary>The same to every bound queue, one by one.</summary>
    Publication OpenPerQueue(OutboundEvent outbound, IQueueProgress progress);
}

internal abstract class Publication : IDisposable
{
    /// <summary>Completes when the broker is there, takes messages, and there is room among those under way.</summary>
    public abstract ValueTask WaitForCapacityAsync(CancellationToken cancellationToken);

    /// <summary>Sends, and waits for the broker's answer.</summary>
    /// <param name="mayStart">Asked at the last moment before the bytes go out.</param>
    /// <param name="cancellationToken">Ends the waiting; what was sent stays sent.</param>
    public abstract Task<PublishResult> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken);

    public abstract void Dispose();
}

internal enum PublishResult
{
    /// <summary>The broker has it, in every queue that was bound.</summary>
    Confirmed,

    /// <summary>The broker has no queue for its routing key.</summary>
    Unrouted,

    /// <summary>The broker said no: one of its queues, or more, did not take it, and the others have it.</summary>
    Refused,

    /// <summary>As <see cref="Refused"/>, on a channel that is opened again since the refusal may be its fault. Send it once more on the new one.</summary>
    RefusedByChannel,

    /// <summary>Its connection broke, or its channel: the broker may or may not have it.</summary>
    Lost,

    /// <summary>The broker does not let us publish there.</summary>
    NotAllowed,

    /// <summary>Which queues are bound is not known, so it cannot go to each.</summary>
    QueuesUnknown,

    /// <summary>Nothing went out.</summary>
    NotSent,

    /// <summary>No answer came. Send it once more, as a probe or since a probe has come through.</summary>
    SendAgain,
}
