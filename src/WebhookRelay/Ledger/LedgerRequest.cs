using WebhookRelay.Receiving;

namespace WebhookRelay.Ledger;

/// <summary>What the writer is asked to write.</summary>
internal abstract record LedgerRequest
{
    private LedgerRequest()
    {
    }

    internal sealed record Append(VerifiedDelivery Delivery, byte[] BodyDigest, TaskCompletionSource<AppendResult> Done) : LedgerRequest;

    /// <summary>How an entry stands now. Only a replay may change how one stands that the relay was done with.</summary>
    internal sealed record Settle(long Sequence, Settlement Settlement, bool ByReplay) : LedgerRequest;

    /// <summary>An attempt that did not settle its entry.</summary>
    internal sealed record RecordAttempt(long Sequence, DeliveryAttempt Attempt) : LedgerRequest;
}
