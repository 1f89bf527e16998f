namespace WebhookRelay.Consumer;

/// <summary>What a handler is told about this time that it is called for an event.</summary>
public sealed class EventContext
{
    /// <summary>
    /// Names the effect: the event's <c>id</c>, or <c>id</c>, a space and <c>replayid</c> on a replay. It is the same however
    /// often the event is delivered or the handler is called for it: with a unique constraint on it, an effect is made once.
    /// </summary>
    public required string EffectKey { get; init; }

    /// <summary>
    /// Grows each time a consumer takes the event. Of two consumers that both believe they hold it, the one with the lower
    /// number has lost it: an effect that is refused where a higher number was seen cannot be made by a consumer that was
    /// stalled and comes late. At least 1; microseconds since 1970 by Redis's clock, so that it grows even over the loss of
    /// Redis's memory.
    /// </summary>
    public required long Fence { get; init; }

    /// <summary>Which call this is of this handler for this event since the event was taken: 1, and more after a failure.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether the broker has handed out this message before, to this or another consumer.</summary>
    public required bool Redelivered { get; init; }
}
