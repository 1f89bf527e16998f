namespace WebhookRelay.Contracts;

/// <summary>
/// The declaration of a subscriber's queue. The relay and the consumers use the same arguments, because the broker rejects a
/// second declaration with different ones.
/// </summary>
public static class SubscriberQueue
{
    /// <summary>
    /// The arguments of a replicated queue that never drops a message: its delivery limit is unreachable, and it has no length
    /// limit. The queue is durable, not exclusive and not auto-deleted.
    /// </summary>
    /// <remarks>
    /// A limit of <c>-1</c> means "no limit" only in RabbitMQ 4.0 and later. RabbitMQ 3.10 was observed to drop a message when a
    /// consumer returns it for the first time. Without this argument, RabbitMQ 4.0 and later use a limit of 20 and put returned
    /// messages at the end of the queue.
    /// </remarks>
    public static IReadOnlyDictionary<string, object?> Arguments { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = int.MaxValue,
    };
}
