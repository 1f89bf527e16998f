namespace WebhookRelay.Starting;

/// <summary>The mode of this process.</summary>
/// <param name="Drain">Relay what is left, receive nothing, and stop when nothing is pending.</param>
internal sealed record RunMode(bool Drain);
