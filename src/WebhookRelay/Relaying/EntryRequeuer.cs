using WebhookRelay.Ledger;

namespace WebhookRelay.Relaying;

/// <summary>Reads a waiting entry from the ledger and hands it to the relay again.</summary>
internal sealed class EntryRequeuer(Relay relay, DeliveryLedger ledger)
{
    /// <summary>Waits for capacity. The returned task completes with the entry's settlement. Null when retention has removed the entry.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now; the entry is unchanged.</exception>
    public async Task<Task<Settlement?>?> RequeueAsync(long sequence, CancellationToken cancellationToken) =>
        ledger.Find(sequence) is { } entry && ledger.ReadBody(sequence) is { } body
            ? await relay.AdmitAsync(entry, body, ledger.ReadSettlement(sequence)?.Attempts ?? 0, cancellationToken)
            : null;
}
