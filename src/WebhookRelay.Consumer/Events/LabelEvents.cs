using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary>A label was created, updated or deleted.</summary>
public abstract class LabelEvent : AnyEvent
{
    private protected LabelEvent(LabelboxEvent labelboxEvent)
        : base(labelboxEvent)
    {
    }

    /// <summary>The label's id: the only label, or the one changed last, if known.</summary>
    public string? LabelId => Event.LabelId;
}

/// <summary><c>LABEL_CREATED</c>.</summary>
/// <param name="labelboxEvent">The event as published.</param>
public sealed class LabelCreated(LabelboxEvent labelboxEvent) : LabelEvent(labelboxEvent);

/// <summary><c>LABEL_UPDATED</c>.</summary>
/// <param name="labelboxEvent">The event as published.</param>
public sealed class LabelUpdated(LabelboxEvent labelboxEvent) : LabelEvent(labelboxEvent);

/// <summary><c>LABEL_DELETED</c>.</summary>
/// <param name="labelboxEvent">The event as published.</param>
public sealed class LabelDeleted(LabelboxEvent labelboxEvent) : LabelEvent(labelboxEvent);
