using WebhookRelay.Deduplication;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>A publish starts however little is left of its lease.</summary>
internal sealed class NoFence : Mutant
{
    public override IDeduplication Of(IDeduplication claims) =>
        new OtherClaims(claims, result => result is ClaimResult.Granted { Claim: var claim } ? new ClaimResult.Granted(new EndlessClaim(claim)) : result);
}
