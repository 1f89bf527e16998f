using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>
/// Verified deliveries that are not yet acknowledged. When the processor is overloaded, they take precedence over relaying:
/// a sender may not retry, while a stored delivery can be relayed later. Does not apply if they only wait for a slow disk,
/// or if senders wait for the relay as well.
/// </summary>
internal sealed class Unanswered(IOptionsMonitor<ReceivingOptions> options, TimeProvider time)
{
    /// <summary>The pause between two relayed entries under load. With 2 ms, relaying cost a sixth of the acknowledgements during a burst.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>The number of waiting senders, and of queued thread pool items, from which on the processor counts as overloaded.</summary>
    private static readonly int Crowd = 8 * Environment.ProcessorCount;

    /// <summary>Load comes in waves, one with each sync.</summary>
    private static readonly TimeSpan CrowdLasts = TimeSpan.FromMilliseconds(50);

    private int _count;
    private long _crowdedAt = long.MinValue;

    /// <summary>The number of queued thread pool items. Tests replace it.</summary>
    public Func<long> WaitingWork { get; init; } = static () => ThreadPool.PendingWorkItemCount;

    public void Enter()
    {
        if (Interlocked.Increment(ref _count) >= Crowd && WaitingWork() >= Crowd)
        {
            Volatile.Write(ref _crowdedAt, time.GetTimestamp());
        }
    }

    public void Leave() => Interlocked.Decrement(ref _count);

    /// <summary>Call before relaying one more entry: limits relaying to a hundred entries a second under overload.</summary>
    public Task GoFirstAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _crowdedAt) is var crowdedAt and not long.MinValue
            && time.GetElapsedTime(crowdedAt) < CrowdLasts
            && options.CurrentValue.Acknowledge is Acknowledge.Durable
            ? Task.Delay(Pause, time, cancellationToken)
            : Task.CompletedTask;
}
