namespace WebhookRelay.Publishing;

/// <summary>An event with its serialised bytes, ready to publish.</summary>
internal sealed record OutboundEvent(
    string Id,
    Guid MessageId,
    string Type,
    string RoutingKey,
    DateTimeOffset Timestamp,
    byte[] Body,
    string? TraceParent,
    string? TraceState)
{
    /// <summary>The headers of its message: the W3C trace context.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers()
    {
        if (TraceParent is { Length: > 0 } parent)
        {
            yield return new("traceparent", parent);
        }

        if (TraceState is { Length: > 0 } state)
        {
            yield return new("tracestate", state);
        }
    }
}
