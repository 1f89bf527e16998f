using System.Text.Json;

namespace PlainDotnet;

/// <summary>The published message. MassTransit wraps it in its envelope.</summary>
public sealed record LabelboxDelivery(string Id, string Event, JsonElement Payload);
