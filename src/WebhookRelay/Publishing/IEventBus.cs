namespace WebhookRelay.Publishing;

/// <summary>Publishes one message as persistent and mandatory, and waits until the broker answers.</summary>
internal interface IEventBus
{
    /// <summary>Completes when the broker has confirmed the message.</summary>
    /// <param name="outbound">The message.</param>
    /// <param name="beforeSend">Called once a channel is available, directly before the bytes are sent, with a token that is cancelled when the connection closes. An exception thrown here prevents the send.</param>
    /// <param name="cancellationToken">Cancels the wait for a connection or for the answer.</param>
    /// <returns>Whether any queue was bound for its routing key.</returns>
    Task<bool> PublishAsync(OutboundEvent outbound, Action<CancellationToken> beforeSend, CancellationToken cancellationToken);
}
