using WebhookRelay.Ledger;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Answers before the write is synced.</summary>
internal sealed class NoSync : Mutant
{
    public override ILedgerDatabase Of(ILedgerDatabase database) => new OtherDatabase(database, (inner, fill, _) => inner.Write(fill, sync: false));
}
