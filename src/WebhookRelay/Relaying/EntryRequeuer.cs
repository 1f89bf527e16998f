using WebhookRelay.Ledger;

namespace WebhookRelay.Relaying;

/// <summary>Lets an entry that waited run once more.</summary>
internal sealed class EntryRequeuer(Relay relay, DeliveryLedger ledger)
{
    /// <summary>Waits for room; the task that comes back ends when the entry has. None where retention has passed it.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be used now; the entry is as it was.</exception>
    public async Task<Task<Settlement?>?> RequeueAsync(long sequence, CancellationToken cancellationToken) =>
        ledger.Find(sequence) is { } entry && ledger.ReadBody(sequence) is { } body
            ? await relay.AdmitAsync(entry, body, ledger.ReadSettlement(sequence)?.Attempts ?? 0, cancellationToken)
            : null;
}
