namespace WebhookRelay.SampleData.Entities;

/// <summary>The topics of webhooks, as the API spells them.</summary>
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
