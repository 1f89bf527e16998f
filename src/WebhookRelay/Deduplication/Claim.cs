namespace WebhookRelay.Deduplication;

/// <summary>The right to publish a happening. Disposing an uncommitted claim releases it; a lost one ends with its lease.</summary>
internal abstract class Claim : IAsyncDisposable
{
    public abstract ClaimScope Scope { get; }

    /// <summary>How long it is surely still ours, by the monotonic clock.</summary>
    public abstract TimeSpan RemainingLease { get; }

    /// <summary>Notes the happening as relayed, for the window. Never throws for an outage: a lost note costs a double only.</summary>
    public abstract ValueTask CommitAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Who was asked for the claim.</summary>
internal enum ClaimScope
{
    /// <summary>Redis, and so every replica.</summary>
    Shared,

    /// <summary>Only this ledger, since Redis is away.</summary>
    Local,

    /// <summary>Only this ledger, since no Redis is configured: there is nobody else.</summary>
    Alone,
}
