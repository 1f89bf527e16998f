using WebhookRelay.Deduplication;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Ignores the claims of other relays.</summary>
internal sealed class NoClaim : Mutant
{
    public override IDeduplication Of(IDeduplication claims) =>
        new OtherClaims(claims, result => result is ClaimResult.Held ? new ClaimResult.Granted(new EndlessClaim(null)) : result);
}
