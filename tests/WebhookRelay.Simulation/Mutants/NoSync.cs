using WebhookRelay.Ledger;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Nothing is synced before the answer.</summary>
internal sealed class NoSync : Mutant
{
    public override ILedgerDatabase Of(ILedgerDatabase database) => new OtherDatabase(database, (inner, fill, _) => inner.Write(fill, sync: false));
}
