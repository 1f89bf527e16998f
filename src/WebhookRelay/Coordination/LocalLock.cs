namespace WebhookRelay.Coordination;

/// <summary>Without Redis there is only one replica: it always holds the lock, and nothing is shared.</summary>
internal sealed class LocalLock : IDistributedLock
{
    public ValueTask<LockHandle?> TryAcquireAsync(string name, TimeSpan lease, CancellationToken cancellationToken) => new(new LocalLockHandle());

    public ValueTask<string?> ReadStateAsync(string name, CancellationToken cancellationToken) => new((string?)null);

    public ValueTask<IReadOnlyList<SharedFact>> ShareAsync(string name, IReadOnlyList<SharedFact> own, CancellationToken cancellationToken) => new(own);

    private sealed class LocalLockHandle : LockHandle
    {
        public override ValueTask<bool> RenewAsync(CancellationToken cancellationToken) => new(true);

        public override ValueTask<bool> WriteStateAsync(string state, CancellationToken cancellationToken) => new(true);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
