namespace WebhookRelay.Subscriptions;

/// <summary>Labelbox takes longer than an operator is kept waiting.</summary>
internal sealed class LabelboxTimeoutException(string message, Exception innerException) : TimeoutException(message, innerException);
