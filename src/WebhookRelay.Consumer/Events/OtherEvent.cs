using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary>An event with a topic that this version does not know. It is relayed under its own name, <c>other.&lt;slug&gt;</c>.</summary>
/// <param name="labelboxEvent">The event as published.</param>
public sealed class OtherEvent(LabelboxEvent labelboxEvent) : AnyEvent(labelboxEvent)
{
    /// <summary>The value of <c>X-Labelbox-Event</c>, unchanged, in its original letter case.</summary>
    public string EventHeader => Event.EventHeader;
}
