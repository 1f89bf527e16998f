using WebhookRelay.Publishing;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Publishes without the mandatory flag, so the broker confirms unroutable events.</summary>
internal sealed class NotMandatory : Mutant
{
    public override IEventBus Of(IEventBus bus) => new Confirming(bus);

    private sealed class Confirming(IEventBus bus) : IEventBus
    {
        public async Task<bool> PublishAsync(OutboundEvent outbound, Action<CancellationToken> goesOut, CancellationToken cancellationToken)
        {
            await bus.PublishAsync(outbound, goesOut, cancellationToken);
            return true;
        }
    }
}
