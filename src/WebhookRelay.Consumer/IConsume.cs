namespace WebhookRelay.Consumer;

/// <summary>
/// A handler of one kind of event. It is called again for the same event when it throws, and when the process ends
/// between its effect and the inbox's note of it; otherwise once.
/// </summary>
/// <typeparam name="TEvent">The kind: <see cref="LabelUpdated"/>, a family such as <see cref="LabelEvent"/>, or <see cref="AnyEvent"/>.</typeparam>
public interface IConsume<in TEvent>
    where TEvent : AnyEvent
{
    /// <summary>Makes the effect.</summary>
    /// <param name="labelboxEvent">What happened.</param>
    /// <param name="context">What makes the effect safe to repeat.</param>
    /// <param name="cancellationToken">
    /// Ends it: <see cref="LabelboxConsumerOptions.HandlerTimeout"/> is over, another consumer has taken the event over, or
    /// this one is told to stop. A handler that goes on all the same is waited for.
    /// </param>
    Task ConsumeAsync(TEvent labelboxEvent, EventContext context, CancellationToken cancellationToken);
}
