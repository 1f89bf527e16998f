namespace WebhookRelay.Contracts;

/// <summary>
/// How a subscriber's queue is declared. The relay and the consumers declare it with the same arguments, since the
/// broker refuses a second declaration that differs.
/// </summary>
public static class SubscriberQueue
{
    /// <summary>
    /// A replicated queue that gives up on no message: a delivery limit nothing reaches, no length limit. The queue is
    /// durable, not exclusive, and never deleted by itself.
    /// </summary>
    /// <remarks>
    /// <c>-1</c> means "no limit" only from RabbitMQ 4.0 on; seen on 3.10, it drops a message the first time a consumer
    /// gives it back. No limit at all means 20 from RabbitMQ 4.0 on, and puts what is given back at the queue's end.
    /// </remarks>
    public static IReadOnlyDictionary<string, object?> Arguments { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = int.MaxValue,
    };
}
