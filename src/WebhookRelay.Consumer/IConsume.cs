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
    /// <param name="context">Describes this call, and identifies the effect so that it can be repeated safely.</param>
    /// <param name="cancellationToken">
    /// Cancelled when <see cref="LabelboxConsumerOptions.HandlerTimeout"/> has passed, another consumer has taken the event, or
    /// the service stops. If the handler ignores the cancellation, the consumer waits for it.
    /// </param>
    Task ConsumeAsync(TEvent labelboxEvent, EventContext context, CancellationToken cancellationToken);
}
