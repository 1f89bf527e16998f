namespace WebhookRelay.Deduplication;

/// <summary>Nobody but this ledger was asked; its id index, which the relay reads first, is the whole of it.</summary>
internal sealed class LocalClaim(ClaimScope scope) : Claim
{
    public override ClaimScope Scope => scope;

    public override TimeSpan RemainingLease => TimeSpan.MaxValue;

    public override ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
