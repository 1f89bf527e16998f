namespace WebhookRelay.Contracts;

/// <summary>The topic of an event, from its <c>X-Labelbox-Event</c> header.</summary>
public enum LabelboxTopic
{
    /// <summary>A topic that this version does not know. The event is relayed under its own name.</summary>
    Other = 0,

    /// <summary><c>LABEL_CREATED</c>.</summary>
    LabelCreated,

    /// <summary><c>LABEL_UPDATED</c>.</summary>
    LabelUpdated,

    /// <summary><c>LABEL_DELETED</c>.</summary>
    LabelDeleted,

    /// <summary><c>WORKFLOW_ACTION</c>, which Labelbox's documentation also calls <c>MOVE</c>.</summary>
    WorkflowAction,

    /// <summary><c>REVIEW_CREATED</c>, a legacy topic.</summary>
    ReviewCreated,

    /// <summary><c>REVIEW_UPDATED</c>, a legacy topic; also sent when a review is removed from a label.</summary>
    ReviewUpdated,

    /// <summary><c>REVIEW_DELETED</c>, a legacy topic.</summary>
    ReviewDeleted,
}
