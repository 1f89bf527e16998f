namespace WebhookRelay.Ledger;

/// <summary>A request to the writer.</summary>
internal abstract record LedgerRequest
{
    private LedgerRequest()
    {
    }

    internal sealed record Append(VerifiedDelivery Delivery, byte[] BodyDigest, TaskCompletionSource<AppendResult> Done) : LedgerRequest;

    /// <summary>Records an entry's state. Only a replay may change a final state.</summary>
    internal sealed record Settle(long Sequence, Settlement Settlement, bool ByReplay) : LedgerRequest;

    /// <summary>Records an attempt that did not settle its entry.</summary>
    internal sealed record RecordAttempt(long Sequence, DeliveryAttempt Attempt) : LedgerRequest;

    /// <summary>Stores the counts of what was written before.</summary>
    internal sealed record SaveActivity(RecountedGap? Recounted, TaskCompletionSource Done) : LedgerRequest;
}
