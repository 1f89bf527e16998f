namespace WebhookRelay.MadeUp.World;

/// <summary>What a webhook can be told of, in the API's words.</summary>
internal static class Topics
{
    public const string LabelCreated = "LABEL_CREATED";
    public const string LabelUpdated = "LABEL_UPDATED";
    public const string LabelDeleted = "LABEL_DELETED";
    public const string WorkflowAction = "WORKFLOW_ACTION";
    public const string ReviewCreated = "REVIEW_CREATED";
    public const string ReviewUpdated = "REVIEW_UPDATED";
    public const string ReviewDeleted = "REVIEW_DELETED";

    public static IReadOnlyList<string> All { get; } =
        [LabelCreated, LabelUpdated, LabelDeleted, WorkflowAction, ReviewCreated, ReviewUpdated, ReviewDeleted];
}
