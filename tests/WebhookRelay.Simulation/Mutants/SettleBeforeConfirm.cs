using WebhookRelay.Publishing;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>What has been sent counts as relayed.</summary>
internal sealed class SettleBeforeConfirm : Mutant
{
    public override IEventPublisher Of(IEventPublisher publisher) => new OtherPublisher(publisher, _ => Task.FromResult(PublishResult.Confirmed));
}
