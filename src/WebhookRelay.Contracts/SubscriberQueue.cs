namespace WebhookRelay.Contracts;

/// <summary>
/// How a subscriber's queue is declared. The relay and the consumers declare it with the same arguments, since the
/// broker refuses a second declaration that differs.
/// </summary>
public static class SubscriberQueue
{
    /// <summary>
    /// A replicated queue that gives up on no message: no delivery limit, no length limit. The queue is durable, not
    /// exclusive, and never deleted by itself.
    /// </summary>
    public static IReadOnlyDictionary<string, object?> Arguments { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = -1,
    };
}
