namespace WebhookRelay.Publishing;

/// <summary>Which queues have accepted or refused one event, and which may receive it now.</summary>
internal interface IQueueProgress
{
    /// <summary>Whether any queue accepted the event.</summary>
    bool AnyAccepted { get; }

    /// <summary>Whether the queue accepted the event.</summary>
    bool HasAccepted(string queue);

    /// <summary>Whether the event may be sent to the queue now. If not, it waits for that queue.</summary>
    bool MaySend(string queue);

    /// <summary>The queue has confirmed the event.</summary>
    void MarkAccepted(string queue);

    /// <summary>The queue has refused the event.</summary>
    void MarkRefused(string queue);
}
