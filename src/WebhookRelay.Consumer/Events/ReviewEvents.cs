using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary>A review was created, updated or deleted. Labelbox calls these topics legacy.</summary>
public abstract class ReviewEvent : AnyEvent
{
    private protected ReviewEvent(LabelboxEvent labelboxEvent)
        : base(labelboxEvent)
    {
    }

    /// <summary>The review's id, if the payload contains it.</summary>
    public string? ReviewId => Event.ReviewId;

    /// <summary>The id of the reviewed label, if known.</summary>
    public string? LabelId => Event.LabelId;
}

/// <summary><c>REVIEW_CREATED</c>.</summary>
/// <param name="labelboxEvent">The event as published.</param>
public sealed class ReviewCreated(LabelboxEvent labelboxEvent) : ReviewEvent(labelboxEvent);

/// <summary><c>REVIEW_UPDATED</c>; Labelbox also sends it when a review is removed from a label.</summary>
/// <param name="labelboxEvent">The event as published.</param>
public sealed class ReviewUpdated(LabelboxEvent labelboxEvent) : ReviewEvent(labelboxEvent);

/// <summary><c>REVIEW_DELETED</c>.</summary>
/// <param name="labelboxEvent">The event as published.</param>
public sealed class ReviewDeleted(LabelboxEvent labelboxEvent) : ReviewEvent(labelboxEvent);
