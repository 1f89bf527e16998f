using WebhookRelay.Publishing;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Treats a publish that timed out as relayed.</summary>
internal sealed class CommitOnTimeout : Mutant
{
    public override IEventPublisher Of(IEventPublisher publisher) =>
        new OtherPublisher(publisher, async sending => await sending is var outcome and not PublishResult.SendAgain ? outcome : PublishResult.Confirmed);
}
