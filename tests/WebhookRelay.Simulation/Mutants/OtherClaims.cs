using WebhookRelay.Deduplication;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Wraps the claims and changes their answers.</summary>
internal sealed class OtherClaims(IDeduplication claims, Func<ClaimResult, ClaimResult> make) : IDeduplication
{
    public DependencyState State => claims.State;

    public async ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => make(await claims.ClaimAsync(request, cancellationToken));
}

/// <summary>A claim that never expires.</summary>
internal sealed class EndlessClaim(Claim? claim) : Claim
{
    public override ClaimScope Scope => claim?.Scope ?? ClaimScope.Shared;

    public override TimeSpan RemainingLease => TimeSpan.MaxValue;

    public override ValueTask CommitAsync(CancellationToken cancellationToken) => claim?.CommitAsync(cancellationToken) ?? default;

    public override ValueTask DisposeAsync() => claim?.DisposeAsync() ?? default;
}
