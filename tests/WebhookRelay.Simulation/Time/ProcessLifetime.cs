namespace WebhookRelay.Simulation.Time;

/// <summary>One run of a process. When it has ended nothing reaches it any more, and nothing it does is seen.</summary>
internal sealed class ProcessLifetime
{
    public bool HasEnded { get; private set; }

    public TimeSpan StandsStillUntil { get; set; }

    public void End() => HasEnded = true;
}
