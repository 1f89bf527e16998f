using WebhookRelay.Deduplication;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Starts a publish without checking the remaining lease.</summary>
internal sealed class NoFence : Mutant
{
    public override IDeduplication Of(IDeduplication claims) =>
        new OtherClaims(claims, result => result is ClaimResult.Granted { Claim: var claim } ? new ClaimResult.Granted(new EndlessClaim(claim)) : result);
}
