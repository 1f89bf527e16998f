namespace WebhookRelay.Labelbox.Rows;

/// <summary>The positions in an Export V2 data row that event attributes are read from.</summary>
internal enum RowPath : byte
{
    /// <summary>Anywhere else; skipped.</summary>
    Elsewhere = 0,
    Row,
    DataRow,
    DataRowId,
    DataRowDetails,
    LastActivity,
    MediaAttributes,
    AssetType,
    MimeType,
    Projects,
    Project,
    ProjectDetails,
    WorkflowStatus,
    WorkflowHistory,
    WorkflowStep,
    StepAction,
    StepTime,
    Labels,
    Label,
    LabelId,
    LabelDeleted,
    LabelDetails,
    LabelCreated,
    LabelUpdated,
    LabelContent,
    Reviews,
    Review,
    ReviewId,
    ReviewCreated,
    ReviewUpdated,
    Annotations,
}
