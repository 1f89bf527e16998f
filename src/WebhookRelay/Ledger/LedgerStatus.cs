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
internal sealed record AppendResult(LedgerEntry Entry, bool Duplicate);

/// <param name="Sequence">The entry of a delivery.</param>
/// <param name="BodyDigest">SHA-256 of its body.</param>
/// <param name="Origin">Where it came from, once its entry is gone; null while that says so, and where it is not known.</param>
internal readonly record struct KnownDelivery(long Sequence, ReadOnlyMemory<byte> BodyDigest, string? Origin = null);

/// <summary>What a delivery id was used for before, with another body.</summary>
internal abstract record IdUse
{
    private IdUse()
    {
    }

    /// <summary>Nothing.</summary>
    internal sealed record None : IdUse;

    /// <summary>A delivery of the same webhook: no sender does that.</summary>
    internal sealed record BySameOrigin(long Sequence) : IdUse;

    /// <summary>Deliveries of other webhooks, or of one that is not known any more.</summary>
    internal sealed record ByOtherOrigin : IdUse;
}
