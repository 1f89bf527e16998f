namespace WebhookRelay.Inspector.Finding;

/// <param name="Asked">The id that was not found; empty before the first.</param>
public sealed record FindView(string Asked);
