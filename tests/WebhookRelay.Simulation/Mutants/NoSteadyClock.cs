using WebhookRelay.Clock;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Takes every time from the wall clock, whatever it shows.</summary>
internal sealed class NoSteadyClock : Mutant
{
    public override TimeProvider Of(JumpTolerantClock steady, TimeProvider wall) => wall;
}
