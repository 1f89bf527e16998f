using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>Publishes so that every outcome but <see cref="PublishOutcome.Confirmed"/> leaves the event with the caller.</summary>
internal interface IEventPublisher
{
    DependencyState State { get; }

    /// <summary>The declared subscribers by name.</summary>
    IReadOnlyDictionary<string, DependencyState> Subscribers { get; }

    /// <summary>One event's way to the broker, however often it has to be sent. Disposing it gives its place to the next.</summary>
    Publication Open(OutboundEvent outbound);

    /// <summary>The same to one queue and no other.</summary>
    Publication OpenTo(string queue, OutboundEvent outbound);
}

internal abstract class Publication : IDisposable
{
    /// <summary>Completes when the broker is there, takes messages, and there is room among those under way.</summary>
    public abstract ValueTask WaitForTurnAsync(CancellationToken cancellationToken);

    /// <summary>Sends, and waits for the broker's answer.</summary>
    /// <param name="mayStart">Asked at the last moment before the bytes go out.</param>
    /// <param name="cancellationToken">Ends the waiting; what was sent stays sent.</param>
    public abstract Task<PublishOutcome> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken);

    public abstract void Dispose();
}

internal enum PublishOutcome
{
    /// <summary>The broker has it, in every queue that was bound.</summary>
    Confirmed,

    /// <summary>The broker has no queue for its routing key.</summary>
    Unrouted,

    /// <summary>The broker said no, or its connection broke: it may or may not have it.</summary>
    Refused,

    /// <summary>Nothing went out.</summary>
    NotSent,

    /// <summary>No answer came. Send it once more, as a probe or since a probe has come through.</summary>
    SendAgain,
}
