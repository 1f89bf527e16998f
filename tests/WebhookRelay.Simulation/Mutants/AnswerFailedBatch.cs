using WebhookRelay.Ledger;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>A batch that could not be written is answered as if it had been.</summary>
internal sealed class AnswerFailedBatch : Mutant
{
    public override ILedgerDatabase Of(ILedgerDatabase database) => new OtherDatabase(database, (inner, fill, sync) =>
    {
        try
        {
            inner.Write(fill, sync);
        }
        catch (LedgerUnavailableException)
        {
            // As a writer does that forgets to look.
        }
    });
}
