using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>The transitions between the positions in a row.</summary>
internal static class RowPaths
{
    /// <summary>The position for the current member name.</summary>
    public static RowPath Member(this RowPath place, ref Utf8JsonReader json) => place switch
    {
        RowPath.Row => OfRow(ref json),
        RowPath.DataRow => json.IsNamed("id"u8) ? RowPath.DataRowId
            : json.IsNamed("details"u8) ? RowPath.DataRowDetails
            : RowPath.Elsewhere,
        RowPath.DataRowDetails => json.IsNamed("last_activity_at"u8) ? RowPath.LastActivity : RowPath.Elsewhere,
        RowPath.MediaAttributes => json.IsNamed("asset_type"u8) ? RowPath.AssetType
            : json.IsNamed("mime_type"u8) ? RowPath.MimeType
            : RowPath.Elsewhere,
        RowPath.Projects => RowPath.Project,
        RowPath.Project => json.IsNamed("labels"u8) ? RowPath.Labels
            : json.IsNamed("project_details"u8) ? RowPath.ProjectDetails
            : RowPath.Elsewhere,
        RowPath.ProjectDetails => json.IsNamed("workflow_status"u8) ? RowPath.WorkflowStatus
            : json.IsNamed("workflow_history"u8) ? RowPath.WorkflowHistory
            : RowPath.Elsewhere,
        RowPath.WorkflowStep => json.IsNamed("action"u8) ? RowPath.StepAction
            : json.IsNamed("created_at"u8) ? RowPath.StepTime
            : RowPath.Elsewhere,
        RowPath.Label => OfLabel(ref json),
        RowPath.LabelDetails => OfLabelDetails(ref json),
        RowPath.Review => OfReview(ref json),
        _ => RowPath.Elsewhere,
    };

    /// <summary>The position of an array's elements.</summary>
    public static RowPath Element(this RowPath place) => place switch
    {
        RowPath.WorkflowHistory => RowPath.WorkflowStep,
        RowPath.Labels => RowPath.Label,
        RowPath.Reviews => RowPath.Review,
        _ => RowPath.Elsewhere,
    };

    public static bool IsArray(this RowPath place) => place.Element() is not RowPath.Elsewhere;

    public static bool IsObject(this RowPath place) => place is RowPath.Row or RowPath.DataRow or RowPath.DataRowDetails
        or RowPath.MediaAttributes or RowPath.Projects or RowPath.Project or RowPath.ProjectDetails or RowPath.WorkflowStep
        or RowPath.Label or RowPath.LabelDetails or RowPath.Review or RowPath.Annotations;

    private static RowPath OfRow(ref Utf8JsonReader json) =>
        json.IsNamed("data_row"u8) ? RowPath.DataRow
        : json.IsNamed("media_attributes"u8) ? RowPath.MediaAttributes
        : json.IsNamed("projects"u8) ? RowPath.Projects
        : RowPath.Elsewhere;

    private static RowPath OfLabel(ref Utf8JsonReader json) =>
        json.IsNamed("id"u8) ? RowPath.LabelId
        : json.IsNamed("annotations"u8) ? RowPath.Annotations
        : json.IsNamed("label_details"u8) ? RowPath.LabelDetails
        : json.IsNamed("deleted"u8) ? RowPath.LabelDeleted
        : RowPath.Elsewhere;

    private static RowPath OfLabelDetails(ref Utf8JsonReader json) =>
        json.IsNamed("created_at"u8) ? RowPath.LabelCreated
        : json.IsNamed("updated_at"u8) ? RowPath.LabelUpdated
        : json.IsNamed("content_last_updated_at"u8) ? RowPath.LabelContent
        : json.IsNamed("reviews"u8) ? RowPath.Reviews
        : RowPath.Elsewhere;

    /// <summary>Only <c>reviewed_at</c> of an element of <c>reviews</c> was observed; the legacy export uses camel case.</summary>
    private static RowPath OfReview(ref Utf8JsonReader json) =>
        json.IsNamed("id"u8) ? RowPath.ReviewId
        : json.IsNamed("created_at"u8) || json.IsNamed("createdAt"u8) || json.IsNamed("reviewed_at"u8) ? RowPath.ReviewCreated
        : json.IsNamed("updated_at"u8) || json.IsNamed("updatedAt"u8) ? RowPath.ReviewUpdated
        : RowPath.Elsewhere;
}
