namespace WebhookRelay.Publishing;

/// <summary>What one event has come to at each queue it goes to, and whether it may go there now.</summary>
internal interface IQueueTurns
{
    /// <summary>Whether any queue took it.</summary>
    bool AnyTook { get; }

    /// <summary>Whether the queue took it.</summary>
    bool Took(string queue);

    /// <summary>Whether it may be sent to the queue now. Where it may not, it lacks the queue until its turn comes.</summary>
    bool MayGo(string queue);

    /// <summary>The queue has confirmed it.</summary>
    void IsTaken(string queue);

    /// <summary>The queue has refused it.</summary>
    void IsRefused(string queue);
}
