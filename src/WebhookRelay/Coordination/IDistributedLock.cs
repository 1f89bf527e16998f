namespace WebhookRelay.Coordination;

/// <summary>A lock that at most one replica holds until its lease expires. The holder writes the lock's shared state.</summary>
internal interface IDistributedLock
{
    /// <summary>Acquires the lock; null if another replica holds it or Redis is not available. Acquires it again if an earlier answer was lost.</summary>
    /// <param name="name">The lock's name.</param>
    /// <param name="lease">How long it is held without a renewal.</param>
    /// <param name="cancellationToken">Cancels; the lock may have been acquired.</param>
    ValueTask<LockHandle?> TryAcquireAsync(string name, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The lock's state as last written; null if there is none or nothing is shared.</summary>
    /// <param name="name">The lock's name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<string?> ReadStateAsync(string name, CancellationToken cancellationToken);

    /// <summary>Shares named facts with all replicas, and returns the newest of each name.</summary>
    /// <param name="name">The lock's name.</param>
    /// <param name="own">This replica's facts.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<IReadOnlyList<SharedFact>> ShareAsync(string name, IReadOnlyList<SharedFact> own, CancellationToken cancellationToken);
}

/// <param name="Name">The fact's name.</param>
/// <param name="At">When it was observed, to the millisecond.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct SharedFact(string Name, DateTimeOffset At, string Value);

/// <summary>A held lock. Disposing it releases the lock.</summary>
internal abstract class LockHandle : IAsyncDisposable
{
    /// <summary>Renews the lease. False if the lock is lost: start nothing more.</summary>
    public abstract ValueTask<bool> RenewAsync(CancellationToken cancellationToken);

    /// <summary>Writes the lock's state. False if the lock is lost or Redis is not available: do not rely on the write.</summary>
    public abstract ValueTask<bool> WriteStateAsync(string state, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
