using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>When a change happened, as far as the times of its topic show.</summary>
/// <param name="At">The time.</param>
/// <param name="UpdatedAt">The label's last change of any kind.</param>
/// <param name="IsExact">Whether the times belong to this change alone, so that no other of the same topic and label has them.</param>
internal readonly record struct EventTime(DateTimeOffset? At, DateTimeOffset? UpdatedAt, bool IsExact)
{
    public static EventTime Of(LabelboxTopic topic, in RowLabel label, DateTimeOffset? newestStepAt, DateTimeOffset? lastActivityAt)
    {
        var isLabelKnown = label.Id != default;
        var review = label.NewestReview;
        return topic switch
        {
            LabelboxTopic.LabelCreated => Exact(label.ContentAt ?? label.UpdatedAt ?? label.CreatedAt, isLabelKnown),
            LabelboxTopic.LabelUpdated => Exact(label.ContentAt ?? label.UpdatedAt, isLabelKnown) with { UpdatedAt = label.UpdatedAt },
            LabelboxTopic.LabelDeleted => Exact(label.ContentAt ?? label.UpdatedAt ?? label.CreatedAt, isLabelKnown),
            LabelboxTopic.WorkflowAction when newestStepAt is not null => Exact(newestStepAt, isExact: true),
            LabelboxTopic.WorkflowAction => Exact(lastActivityAt, isExact: false),
            LabelboxTopic.ReviewCreated when review.CreatedAt is not null => Exact(review.CreatedAt, isLabelKnown),

            // Removing a review also sends an update, and then the newest remaining review is not the one that changed.
            LabelboxTopic.ReviewCreated or LabelboxTopic.ReviewUpdated => Exact(review.ChangedAt ?? label.UpdatedAt, isExact: false),
            LabelboxTopic.ReviewDeleted => Exact(label.UpdatedAt, isExact: false),
            _ => default,
        };
    }

    private static EventTime Exact(DateTimeOffset? at, bool isExact) => new(at, null, isExact && at is not null);
}
