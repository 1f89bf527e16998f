using WebhookRelay.Publishing;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Settles an event as relayed before the broker confirms it.</summary>
internal sealed class SettleBeforeConfirm : Mutant
{
    public override IEventPublisher Of(IEventPublisher publisher) => new OtherPublisher(publisher, _ => Task.FromResult(PublishResult.Confirmed));
}
