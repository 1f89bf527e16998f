namespace WebhookRelay.Ledger;

/// <param name="Writable">Whether a delivery would be accepted now.</param>
/// <param name="Fault">Why not; null where it would.</param>
/// <param name="Pending">Entries that are Accepted or Unrouted.</param>
/// <param name="OldestPending">When the oldest of them was accepted.</param>
/// <param name="FreeBytes">Free bytes on the ledger's disk.</param>
/// <param name="Low">Whether that is less than <c>Ledger:WarnAt</c>.</param>
internal sealed record LedgerStatus(bool Writable, string? Fault, long Pending, DateTimeOffset? OldestPending, long FreeBytes, bool Low);

/// <param name="Entry">The entry that holds the delivery.</param>
/// <param name="Duplicate">Whether it was there already, with the same body.</param>
internal sealed record Appended(LedgerEntry Entry, bool Duplicate);

/// <param name="Sequence">The first entry with an id.</param>
/// <param name="BodyDigest">SHA-256 of its body.</param>
internal readonly record struct KnownDelivery(long Sequence, ReadOnlyMemory<byte> BodyDigest);
