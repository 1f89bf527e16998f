namespace WebhookRelay.Publishing;

/// <summary>Carries one message to the broker, persistent and mandatory, and waits for as long as the broker leaves it unanswered.</summary>
internal interface IEventBus
{
    /// <summary>Completes when the broker has confirmed it.</summary>
    /// <param name="outbound">The message.</param>
    /// <param name="beforeSend">Called with a channel at hand, directly before the bytes go out, with what ends when the channel's connection does. What it throws keeps them back.</param>
    /// <param name="cancellationToken">Ends the waiting for a connection, or for the answer.</param>
    /// <returns>Whether any queue was bound for its routing key.</returns>
    Task<bool> PublishAsync(OutboundEvent outbound, Action<CancellationToken> beforeSend, CancellationToken cancellationToken);
}
