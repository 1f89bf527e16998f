namespace WebhookRelay.Starting;

/// <summary>Pauses between retries: each is twice as long as the one before, up to a longest one.</summary>
internal static class BackOff
{
    public static TimeSpan Next(TimeSpan pause, TimeSpan longest) => pause * 2 < longest ? pause * 2 : longest;
}
