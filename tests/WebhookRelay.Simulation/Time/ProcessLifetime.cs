namespace WebhookRelay.Simulation.Time;

/// <summary>One run of a process. After its end it receives nothing and has no effect.</summary>
internal sealed class ProcessLifetime
{
    public bool HasEnded { get; private set; }

    public TimeSpan StandsStillUntil { get; set; }

    public void End() => HasEnded = true;
}
