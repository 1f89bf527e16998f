using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>
/// The verified deliveries whose senders wait until they are on disk. Where the processor is too short to do everything
/// they go first: a sender may not send again, and what is on disk can be relayed later. Not so where they wait for a slow
/// disk only, nor where senders wait until it is relayed as well.
/// </summary>
internal sealed class Unanswered(IOptionsMonitor<ReceivingOptions> options, TimeProvider time)
{
    /// <summary>Between two entries in a crowd. Shorter, relaying takes processor from a burst that it could have later: at 2 ms a sixth of the answers.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>So many senders at once, and so many pieces of work of the thread pool before which there is no processor.</summary>
    private static readonly int Crowd = 8 * Environment.ProcessorCount;

    /// <summary>A crowd comes in waves, one with each sync.</summary>
    private static readonly TimeSpan CrowdLasts = TimeSpan.FromMilliseconds(50);

    private int _count;
    private long _crowdedAt = long.MinValue;

    /// <summary>How many pieces of work have no processor yet. A test has others.</summary>
    public Func<long> WaitingWork { get; init; } = static () => ThreadPool.PendingWorkItemCount;

    public void Enter()
    {
        if (Interlocked.Increment(ref _count) >= Crowd && WaitingWork() >= Crowd)
        {
            Volatile.Write(ref _crowdedAt, time.GetTimestamp());
        }
    }

    public void Leave() => Interlocked.Decrement(ref _count);

    /// <summary>Before relaying is begun for one more entry: in a crowd, that happens a hundred times a second and no more.</summary>
    public Task GoFirstAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _crowdedAt) is var crowdedAt and not long.MinValue
            && time.GetElapsedTime(crowdedAt) < CrowdLasts
            && options.CurrentValue.Acknowledge is Acknowledge.Durable
            ? Task.Delay(Pause, time, cancellationToken)
            : Task.CompletedTask;
}
