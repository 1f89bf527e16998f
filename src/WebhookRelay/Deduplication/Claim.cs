namespace WebhookRelay.Deduplication;

/// <summary>The right to publish an event. Disposing an uncommitted claim releases it; a lost claim expires with its lease.</summary>
internal abstract class Claim : IAsyncDisposable
{
    public abstract ClaimScope Scope { get; }

    /// <summary>How long the claim is certainly still held, by the monotonic clock.</summary>
    public abstract TimeSpan RemainingLease { get; }

    /// <summary>Marks the event as relayed for the deduplication window. Never throws for an outage: losing the mark only costs a duplicate.</summary>
    public abstract ValueTask CommitAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Where the claim is known.</summary>
internal enum ClaimScope
{
    /// <summary>In Redis, for all replicas.</summary>
    Shared,

    /// <summary>Only in this ledger, since Redis is not available.</summary>
    Local,

    /// <summary>Only in this ledger, since no Redis is configured and there is only one replica.</summary>
    Alone,
}
