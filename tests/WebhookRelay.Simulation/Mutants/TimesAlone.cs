using WebhookRelay.Deduplication;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Treats two deliveries with the same label and times as one event, regardless of content.</summary>
internal sealed class TimesAlone : Mutant
{
    public override IDeduplication Of(IDeduplication claims) => new Claims(claims);

    private sealed class Claims(IDeduplication claims) : IDeduplication
    {
        public DependencyState State => claims.State;

        public ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
            claims.ClaimAsync(request with { ContentDigest = 0 }, cancellationToken);
    }
}
