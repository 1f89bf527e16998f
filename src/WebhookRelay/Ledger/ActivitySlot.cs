namespace WebhookRelay.Ledger;

/// <summary>The spans of time in which activity is counted: slots of ten seconds, and hours.</summary>
internal static class ActivitySlot
{
    public const int PerHour = 360;

    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    /// <summary>How long slots are kept. Hours are kept longer.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(25);

    public static long Of(DateTimeOffset time) => time.UtcTicks / Length.Ticks;

    public static DateTimeOffset Begin(long slot) => new(slot * Length.Ticks, TimeSpan.Zero);
}
