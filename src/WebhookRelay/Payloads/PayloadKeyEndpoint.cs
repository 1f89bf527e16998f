namespace WebhookRelay.Payloads;

/// <summary>Marks an endpoint of the management port that uses <c>Payloads:Key</c> instead of the port's key.</summary>
internal sealed class PayloadKeyEndpoint;
