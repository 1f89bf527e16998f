namespace WebhookRelay.Ledger;

/// <param name="Writable">Whether a delivery would be accepted now.</param>
/// <param name="Fault">Why not; null if it would.</param>
/// <param name="Pending">Entries that are Accepted or Unrouted.</param>
/// <param name="OldestPending">When the oldest pending entry was accepted.</param>
/// <param name="FreeBytes">Free bytes on the ledger's disk.</param>
/// <param name="Low">Whether the free space is below <c>Ledger:WarnAt</c>.</param>
internal sealed record LedgerStatus(bool Writable, string? Fault, long Pending, DateTimeOffset? OldestPending, long FreeBytes, bool Low);

/// <param name="Entry">The entry of the delivery.</param>
/// <param name="Duplicate">Whether the ledger already contained the delivery with the same body.</param>
internal sealed record AppendResult(LedgerEntry Entry, bool Duplicate);

/// <param name="Sequence">The entry of a delivery.</param>
/// <param name="BodyDigest">SHA-256 of its body.</param>
/// <param name="Origin">The origin, stored once the entry is removed; null while the entry exists, or if unknown.</param>
internal readonly record struct KnownDelivery(long Sequence, ReadOnlyMemory<byte> BodyDigest, string? Origin = null);

/// <summary>How a delivery id was used before with another body.</summary>
internal abstract record IdUse
{
    private IdUse()
    {
    }

    /// <summary>Not used.</summary>
    internal sealed record None : IdUse;

    /// <summary>By a delivery of the same webhook, which no correct sender does.</summary>
    internal sealed record BySameOrigin(long Sequence) : IdUse;

    /// <summary>By deliveries of other webhooks, or of a webhook that is no longer known.</summary>
    internal sealed record ByOtherOrigin : IdUse;
}
