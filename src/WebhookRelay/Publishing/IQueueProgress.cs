namespace WebhookRelay.Publishing;

/// <summary>What one event has come to at each queue it goes to, and whether it may go there now.</summary>
internal interface IQueueProgress
{
    /// <summary>Whether any queue took it.</summary>
    bool AnyAccepted { get; }

    /// <summary>Whether the queue took it.</summary>
    bool HasAccepted(string queue);

    /// <summary>Whether it may be sent to the queue now. Where it may not, it lacks the queue until its turn comes.</summary>
    bool MaySend(string queue);

    /// <summary>The queue has confirmed it.</summary>
    void MarkAccepted(string queue);

    /// <summary>The queue has refused it.</summary>
    void MarkRefused(string queue);
}
