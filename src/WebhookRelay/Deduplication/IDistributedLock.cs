namespace WebhookRelay.Deduplication;

/// <summary>Of all replicas at most one has the turn at a work, until its lease ends. Who has it writes the work's shared note.</summary>
internal interface IDistributedLock
{
    /// <summary>The turn; null while another replica has it, or where nobody can say whether one has. Ours again where we lost the answer.</summary>
    /// <param name="name">What the turn is for.</param>
    /// <param name="lease">How long it is ours without being renewed.</param>
    /// <param name="cancellationToken">Gives up; the turn may have been taken.</param>
    ValueTask<LockHandle?> TryAcquireAsync(string name, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The work's note as the last turn left it; null where there is none, or nobody shares one.</summary>
    /// <param name="name">What it is of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<string?> ReadStateAsync(string name, CancellationToken cancellationToken);

    /// <summary>Tells every replica of facts by name, each with its time, and returns those of all: of each the newest.</summary>
    /// <param name="name">What they are about.</param>
    /// <param name="own">What this replica knows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<SharedFact>> ShareAsync(string name, IReadOnlyList<SharedFact> own, CancellationToken cancellationToken);
}

/// <param name="Name">What it is of.</param>
/// <param name="At">Since when it holds, to the millisecond.</param>
/// <param name="Value">What it is.</param>
internal readonly record struct SharedFact(string Name, DateTimeOffset At, string Value);

/// <summary>The turn at a work. Disposing it lets the next one have it.</summary>
internal abstract class LockHandle : IAsyncDisposable
{
    /// <summary>Starts the lease anew. False: it is not ours any more, and nothing may be begun.</summary>
    public abstract ValueTask<bool> RenewAsync(CancellationToken cancellationToken);

    /// <summary>Writes the work's note. False: a later turn has begun, or nobody can say; nothing may be built on it.</summary>
    public abstract ValueTask<bool> WriteStateAsync(string state, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
