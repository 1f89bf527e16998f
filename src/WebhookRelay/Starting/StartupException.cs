namespace WebhookRelay.Starting;

/// <summary>Something keeps the service from starting. The message says what, where, and what to do; a stack would add nothing.</summary>
internal sealed class StartupException(string message, Exception inner) : Exception(message, inner);
