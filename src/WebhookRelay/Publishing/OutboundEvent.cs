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
    string? TraceState);
