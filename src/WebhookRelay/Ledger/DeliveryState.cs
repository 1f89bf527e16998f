namespace WebhookRelay.Ledger;

/// <summary>The state of a delivery: in the ledger, as a log property and as a metric tag.</summary>
internal enum DeliveryState : byte
{
    /// <summary>On disk, not relayed yet.</summary>
    Accepted = 0,

    /// <summary>Confirmed by the broker.</summary>
    Relayed = 1,

    /// <summary>The same delivery, or the same content under another id, was already relayed.</summary>
    Duplicate = 2,

    /// <summary>No queue was bound for its routing key at the time of the confirm. The first queue that binds receives it.</summary>
    Unrouted = 3,

    /// <summary>Signed, but cannot be relayed as it is; the entry's error says why. An operator can replay it after a fix.</summary>
    Quarantined = 4,
}
