using WebhookRelay.Simulation.Time;

namespace WebhookRelay.Simulation.Redis;

/// <summary>The Redis shared by all relays.</summary>
internal sealed class SimulatedRedis(Timeline timeline)
{
    public Keyspace Keys { get; } = new(timeline);

    public TimeSpan AwayUntil { get; set; }

    public TimeSpan SlowUntil { get; set; }

    public bool IsAway => AwayUntil > timeline.Now;

    public TimeSpan? FlushedAt { get; private set; }

    public void Flush()
    {
        Keys.Flush();
        FlushedAt = timeline.Now;
    }

    /// <summary>The latency of a request or a response.</summary>
    public TimeSpan Travel(Random random) =>
        TimeSpan.FromMicroseconds(SlowUntil > timeline.Now ? random.Next(100, 1_800_000) : random.Next(100, 3_000));
}
