namespace WebhookRelay.Starting;

/// <summary>Doubles the pause between retries, up to a maximum.</summary>
internal static class BackOff
{
    public static TimeSpan Next(TimeSpan pause, TimeSpan longest) => pause * 2 < longest ? pause * 2 : longest;
}
