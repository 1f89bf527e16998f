namespace WebhookRelay.Deduplication;

/// <summary>A claim known to this ledger only; its id index, which the relay checks first, is the only deduplication.</summary>
internal sealed class LocalClaim(ClaimScope scope) : Claim
{
    public override ClaimScope Scope => scope;

    public override TimeSpan RemainingLease => TimeSpan.MaxValue;

    public override ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
