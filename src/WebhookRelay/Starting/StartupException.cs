namespace WebhookRelay.Starting;

/// <summary>An error that prevents the start. The message says what is wrong, where, and what to do; a stack trace would not help.</summary>
internal sealed class StartupException(string message, Exception inner) : Exception(message, inner);
