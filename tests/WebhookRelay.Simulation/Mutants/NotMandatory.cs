using WebhookRelay.Publishing;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>A broker that has no queue for an event confirms it all the same.</summary>
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
