namespace WebhookRelay.Subscriptions;

/// <summary>Labelbox did not answer in time for an API call.</summary>
internal sealed class LabelboxTimeoutException(string message, Exception innerException) : TimeoutException(message, innerException);
