using WebhookRelay.Clock;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Takes all times from the wall clock.</summary>
internal sealed class NoSteadyClock : Mutant
{
    public override TimeProvider Of(JumpTolerantClock steady, TimeProvider wall) => wall;
}
