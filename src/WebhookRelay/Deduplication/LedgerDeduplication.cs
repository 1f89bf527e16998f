using WebhookRelay.Telemetry;

namespace WebhookRelay.Deduplication;

/// <summary>Without Redis: the ledger accepts each id once, and there is no other replica.</summary>
internal sealed class LedgerDeduplication(TimeProvider time) : IDeduplication
{
    private static readonly ClaimResult Alone = new ClaimResult.Granted(new LocalClaim(ClaimScope.Alone));

    public DependencyState State { get; } = new(DependencyHealth.NotConfigured, "Deduplication:Redis is not set; each replica deduplicates only its own deliveries.", time.GetUtcNow());

    public ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => new(Alone);
}
