namespace WebhookRelay.Labelbox.Rows;

/// <summary>The places of an Export V2 data row that an event's attributes are taken from.</summary>
internal enum RowPlace : byte
{
    /// <summary>Anywhere else: passed over.</summary>
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
