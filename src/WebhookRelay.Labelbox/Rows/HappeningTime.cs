using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>When a happening was, as far as its topic's times tell.</summary>
/// <param name="At">When.</param>
/// <param name="ContentAt">When the label's content was changed.</param>
/// <param name="IsTold">Whether the times are this happening's own, and no other of the topic and label can have them.</param>
internal readonly record struct HappeningTime(DateTimeOffset? At, DateTimeOffset? ContentAt, bool IsTold)
{
    public static HappeningTime Of(LabelboxTopic topic, in RowLabel label, DateTimeOffset? newestStepAt, DateTimeOffset? lastActivityAt)
    {
        var isLabelTold = label.Id != default;
        var review = label.NewestReview;
        return topic switch
        {
            LabelboxTopic.LabelCreated => Told(label.CreatedAt ?? label.ChangedAt, isLabelTold),
            LabelboxTopic.LabelUpdated => Told(label.ChangedAt, isLabelTold) with { ContentAt = label.ContentAt },
            LabelboxTopic.LabelDeleted => Told(label.ChangedAt, isLabelTold),
            LabelboxTopic.WorkflowAction when newestStepAt is not null => Told(newestStepAt, isTold: true),
            LabelboxTopic.WorkflowAction => Told(lastActivityAt, isTold: false),
            LabelboxTopic.ReviewCreated when review.CreatedAt is not null => Told(review.CreatedAt, isLabelTold),

            // A removed review makes an update as well, and then the newest one left is not what happened.
            LabelboxTopic.ReviewCreated or LabelboxTopic.ReviewUpdated => Told(review.ChangedAt ?? label.ChangedAt, isTold: false),
            LabelboxTopic.ReviewDeleted => Told(label.ChangedAt, isTold: false),
            _ => default,
        };
    }

    private static HappeningTime Told(DateTimeOffset? at, bool isTold) => new(at, null, isTold && at is not null);
}
