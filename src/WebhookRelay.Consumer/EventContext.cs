namespace WebhookRelay.Consumer;

/// <summary>Describes one call of a handler for an event.</summary>
public sealed class EventContext
{
    /// <summary>
    /// Identifies the effect: the event's <c>id</c>, or <c>id</c>, a space and <c>replayid</c> on a replay. It stays the same
    /// for every redelivery and retry. With a unique constraint on it, the effect happens once.
    /// </summary>
    public required string EffectKey { get; init; }

    /// <summary>
    /// A fencing token that grows each time a consumer claims the event. At least 1. If two consumers both believe that they
    /// hold the event, the one with the lower token has lost it. Reject an effect if a higher token was seen: then a stalled
    /// consumer cannot act late. The value is microseconds since 1970 by Redis's clock, so that it grows even if Redis loses its
    /// data.
    /// </summary>
    public required long Fence { get; init; }

    /// <summary>The number of this call of the handler since this consumer took the event: 1, and more after a failure.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether the broker has delivered this message before, to this or another consumer.</summary>
    public required bool Redelivered { get; init; }
}
