namespace WebhookRelay.Ledger;

/// <summary>How an entry stands after the relay was done with it.</summary>
/// <param name="State">Never <see cref="DeliveryState.Accepted"/>.</param>
/// <param name="Attempts">How often it was driven since it was accepted.</param>
/// <param name="RoutingKey">The key it was, or would have been, published with; null where it never got one.</param>
/// <param name="Error">Why it is quarantined or unrouted, or what it is a duplicate of; null otherwise.</param>
internal sealed record Settlement(DeliveryState State, int Attempts, string? RoutingKey, string? Error);
