namespace WebhookRelay.Consumer;

/// <summary>
/// Handles one kind of event. It is called once per event, unless it throws or the process ends before the inbox has recorded
/// its success; then it is called again.
/// </summary>
/// <typeparam name="TEvent">The kind: <see cref="LabelUpdated"/>, a family such as <see cref="LabelEvent"/>, or <see cref="AnyEvent"/>.</typeparam>
public interface IConsume<in TEvent>
    where TEvent : AnyEvent
{
    /// <summary>Handles an event.</summary>
    /// <param name="labelboxEvent">The event.</param>
    /// <param name="context">The data that makes an effect safe to repeat.</param>
    /// <param name="cancellationToken">
    /// Cancelled when <see cref="LabelboxConsumerOptions.HandlerTimeout"/> has passed, another consumer has taken the event, or
    /// the service stops. The consumer waits for a handler that ignores it.
    /// </param>
    Task ConsumeAsync(TEvent labelboxEvent, EventContext context, CancellationToken cancellationToken);
}
