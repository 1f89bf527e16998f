namespace WebhookRelay.Ledger;

/// <summary>An entry that the relay still has to drive: Accepted, or Unrouted from an earlier life of the process.</summary>
/// <param name="Entry">What was accepted.</param>
/// <param name="Body">The bytes as they came.</param>
/// <param name="Unrouted">The settlement of an Unrouted entry; null for an Accepted one.</param>
internal sealed record PendingDelivery(LedgerEntry Entry, EntryBody Body, Settlement? Unrouted)
{
    /// <summary>The queues that took an entry which another refused in an earlier life of the process; null where none has.</summary>
    public IReadOnlyList<string>? AcceptingQueues { get; init; }
}
