using WebhookRelay.Relaying;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Relays the events of a data row concurrently.</summary>
internal sealed class NoOrder : Mutant
{
    public override DataRowSequencer Of(DataRowSequencer lanes) => new Free();

    private sealed class Free : DataRowSequencer
    {
        public override Task RunAsync(string? row, Func<Task> work) => work();
    }
}
