using WebhookRelay.Coordination;

namespace WebhookRelay.Tests.Subscriptions;

/// <summary>An in-memory lock that replicas share. It behaves like Redis in the integration tests' <c>DistributedLockTests</c>.</summary>
internal sealed class SharedLocks
{
    private readonly Lock _lock = new();
    private object? _holder;
    private long _fence;
    private string? _note;

    /// <summary>Lets the next replica take the lock, as if the paused holder's lease had expired.</summary>
    public bool LeaseEnds { get; set; }

    public string? Note
    {
        get
        {
            lock (_lock)
            {
                return _note;
            }
        }
    }

    public IDistributedLock ForReplica() => new Replica(this);

    private sealed class Replica(SharedLocks shared) : IDistributedLock
    {
        public ValueTask<LockHandle?> TryAcquireAsync(string work, TimeSpan lease, CancellationToken cancellationToken)
        {
            lock (shared._lock)
            {
                if (shared._holder is not null && shared._holder != this && !shared.LeaseEnds)
                {
                    return new((LockHandle?)null);
                }

                shared._holder = this;
                return new(new SharedLockHandle(shared, this, ++shared._fence));
            }
        }

        public ValueTask<string?> ReadStateAsync(string work, CancellationToken cancellationToken)
        {
            lock (shared._lock)
            {
                return new(shared._note);
            }
        }

        public ValueTask<IReadOnlyList<SharedFact>> ShareAsync(string work, IReadOnlyList<SharedFact> own, CancellationToken cancellationToken) => new(own);
    }

    private sealed class SharedLockHandle(SharedLocks shared, Replica replica, long fence) : LockHandle
    {
        public override ValueTask<bool> RenewAsync(CancellationToken cancellationToken) => new(IfMine(() => { }));

        public override ValueTask<bool> WriteStateAsync(string note, CancellationToken cancellationToken) => new(IfMine(() => shared._note = note));

        public override ValueTask DisposeAsync()
        {
            IfMine(() => shared._holder = null);
            return ValueTask.CompletedTask;
        }

        private bool IfMine(Action then)
        {
            lock (shared._lock)
            {
                var isMine = shared._holder == replica && shared._fence == fence;
                if (isMine)
                {
                    then();
                }

                return isMine;
            }
        }
    }
}
