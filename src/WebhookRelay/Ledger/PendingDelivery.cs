namespace WebhookRelay.Ledger;

/// <summary>An entry to relay: Accepted, or Unrouted from before a restart.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Body">The body as received.</param>
/// <param name="Unrouted">The settlement of an Unrouted entry; null for an Accepted one.</param>
internal sealed record PendingDelivery(LedgerEntry Entry, EntryBody Body, Settlement? Unrouted)
{
    /// <summary>The queues that accepted the entry before a restart, if another queue refused it; null otherwise.</summary>
    public IReadOnlyList<string>? AcceptingQueues { get; init; }
}
