namespace WebhookRelay.Starting;

/// <summary>Labelbox's topic names in settings and in the API.</summary>
internal static class TopicNames
{
    /// <summary>All names, for messages.</summary>
    public const string Known = "LABEL_CREATED, LABEL_UPDATED, LABEL_DELETED, WORKFLOW_ACTION, MOVE, REVIEW_CREATED, REVIEW_UPDATED, REVIEW_DELETED and OTHER";
}
