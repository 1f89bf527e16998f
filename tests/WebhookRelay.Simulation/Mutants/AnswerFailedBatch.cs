using WebhookRelay.Ledger;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Answers a failed write as if it had succeeded.</summary>
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
            // Like a writer that ignores the error.
        }
    });
}
