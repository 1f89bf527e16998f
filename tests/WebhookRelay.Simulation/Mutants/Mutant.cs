using WebhookRelay.Clock;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Relaying;

namespace WebhookRelay.Simulation.Mutants;

/// <summary>Replaces one of the service's guards with a fault. This base class replaces none.</summary>
internal class Mutant
{
    public static readonly IReadOnlyDictionary<string, Mutant> All = new Dictionary<string, Mutant>(StringComparer.Ordinal)
    {
        ["none"] = new(),
        ["no-sync"] = new NoSync(),
        ["no-fence"] = new NoFence(),
        ["no-claim"] = new NoClaim(),
        ["settle-before-confirm"] = new SettleBeforeConfirm(),
        ["not-mandatory"] = new NotMandatory(),
        ["commit-on-timeout"] = new CommitOnTimeout(),
        ["no-order"] = new NoOrder(),
        ["answer-failed-batch"] = new AnswerFailedBatch(),
        ["times-alone"] = new TimesAlone(),
        ["no-steady-clock"] = new NoSteadyClock(),
    };

    public virtual TimeProvider Of(JumpTolerantClock steady, TimeProvider wall) => steady;

    public virtual ILedgerDatabase Of(ILedgerDatabase database) => database;

    public virtual IDeduplication Of(IDeduplication claims) => claims;

    public virtual IEventBus Of(IEventBus bus) => bus;

    public virtual IEventPublisher Of(IEventPublisher publisher) => publisher;

    public virtual DataRowSequencer Of(DataRowSequencer lanes) => lanes;
}
