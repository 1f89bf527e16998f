namespace WebhookRelay.Ledger;

/// <summary>How a delivery stands or ended: the ledger's state, the log's property and the metric's tag.</summary>
internal enum DeliveryState : byte
{
    /// <summary>On disk, not relayed yet.</summary>
    Accepted = 0,

    /// <summary>Confirmed by the broker.</summary>
    Relayed = 1,

    /// <summary>The same delivery, or the same happening, was relayed already.</summary>
    Duplicate = 2,

    /// <summary>No queue at all was bound for its routing key at the time of the confirm. The first queue that binds gets it.</summary>
    Unrouted = 3,

    /// <summary>Signed, but not to be relayed as it is; the entry's error says why. An operator may replay it after a fix.</summary>
    Quarantined = 4,
}
