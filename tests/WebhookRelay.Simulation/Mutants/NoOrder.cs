using WebhookRelay.Relaying;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>The events of one data row do not wait for each other.</summary>
internal sealed class NoOrder : Mutant
{
    public override DataRowSequencer Of(DataRowSequencer lanes) => new Free();

    private sealed class Free : DataRowSequencer
    {
        public override Task RunAsync(string? row, Func<Task> work) => work();
    }
}
