namespace WebhookRelay.Consumer;

/// <summary>Throw this from a handler if a retry cannot help. The event goes to <c>&lt;queue&gt;_error</c> at once.</summary>
public sealed class EventRejectedException : Exception
{
    /// <summary>Rejects the event without a reason.</summary>
    public EventRejectedException()
    {
    }

    /// <summary>Rejects the event.</summary>
    /// <param name="message">The reason, for the message's <c>MT-Fault-Message</c> header.</param>
    public EventRejectedException(string message)
        : base(message)
    {
    }

    /// <summary>Rejects the event because of another failure.</summary>
    /// <param name="message">The reason, for the message's <c>MT-Fault-Message</c> header.</param>
    /// <param name="innerException">The failure.</param>
    public EventRejectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
