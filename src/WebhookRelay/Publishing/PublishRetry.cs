namespace WebhookRelay.Publishing;

/// <summary>The pauses before an event is published again after the connection to the broker was lost.</summary>
internal static class PublishRetry
{
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
}
