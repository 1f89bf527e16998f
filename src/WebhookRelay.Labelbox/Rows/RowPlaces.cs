using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>The way from one place of a row to the next.</summary>
internal static class RowPlaces
{
    /// <summary>The place of the member whose name is at the reader.</summary>
    public static RowPlace Member(this RowPlace place, ref Utf8JsonReader json) => place switch
    {
        RowPlace.Row => OfRow(ref json),
        RowPlace.DataRow => json.IsNamed("id"u8) ? RowPlace.DataRowId
            : json.IsNamed("details"u8) ? RowPlace.DataRowDetails
            : RowPlace.Elsewhere,
        RowPlace.DataRowDetails => json.IsNamed("last_activity_at"u8) ? RowPlace.LastActivity : RowPlace.Elsewhere,
        RowPlace.MediaAttributes => json.IsNamed("asset_type"u8) ? RowPlace.AssetType
            : json.IsNamed("mime_type"u8) ? RowPlace.MimeType
            : RowPlace.Elsewhere,
        RowPlace.Projects => RowPlace.Project,
        RowPlace.Project => json.IsNamed("labels"u8) ? RowPlace.Labels
            : json.IsNamed("project_details"u8) ? RowPlace.ProjectDetails
            : RowPlace.Elsewhere,
        RowPlace.ProjectDetails => json.IsNamed("workflow_status"u8) ? RowPlace.WorkflowStatus
            : json.IsNamed("workflow_history"u8) ? RowPlace.WorkflowHistory
            : RowPlace.Elsewhere,
        RowPlace.WorkflowStep => json.IsNamed("action"u8) ? RowPlace.StepAction
            : json.IsNamed("created_at"u8) ? RowPlace.StepTime
            : RowPlace.Elsewhere,
        RowPlace.Label => OfLabel(ref json),
        RowPlace.LabelDetails => OfLabelDetails(ref json),
        RowPlace.Review => OfReview(ref json),
        _ => RowPlace.Elsewhere,
    };

    /// <summary>The place of an array's elements.</summary>
    public static RowPlace Element(this RowPlace place) => place switch
    {
        RowPlace.WorkflowHistory => RowPlace.WorkflowStep,
        RowPlace.Labels => RowPlace.Label,
        RowPlace.Reviews => RowPlace.Review,
        _ => RowPlace.Elsewhere,
    };

    public static bool IsArray(this RowPlace place) => place.Element() is not RowPlace.Elsewhere;

    public static bool IsObject(this RowPlace place) => place is RowPlace.Row or RowPlace.DataRow or RowPlace.DataRowDetails
        or RowPlace.MediaAttributes or RowPlace.Projects or RowPlace.Project or RowPlace.ProjectDetails or RowPlace.WorkflowStep
        or RowPlace.Label or RowPlace.LabelDetails or RowPlace.Review or RowPlace.Annotations;

    private static RowPlace OfRow(ref Utf8JsonReader json) =>
        json.IsNamed("data_row"u8) ? RowPlace.DataRow
        : json.IsNamed("media_attributes"u8) ? RowPlace.MediaAttributes
        : json.IsNamed("projects"u8) ? RowPlace.Projects
        : RowPlace.Elsewhere;

    private static RowPlace OfLabel(ref Utf8JsonReader json) =>
        json.IsNamed("id"u8) ? RowPlace.LabelId
        : json.IsNamed("annotations"u8) ? RowPlace.Annotations
        : json.IsNamed("label_details"u8) ? RowPlace.LabelDetails
        : json.IsNamed("deleted"u8) ? RowPlace.LabelDeleted
        : RowPlace.Elsewhere;

    private static RowPlace OfLabelDetails(ref Utf8JsonReader json) =>
        json.IsNamed("created_at"u8) ? RowPlace.LabelCreated
        : json.IsNamed("updated_at"u8) ? RowPlace.LabelUpdated
        : json.IsNamed("content_last_updated_at"u8) ? RowPlace.LabelContent
        : json.IsNamed("reviews"u8) ? RowPlace.Reviews
        : RowPlace.Elsewhere;

    /// <summary>Of an element of <c>reviews</c> only <c>reviewed_at</c> was seen; the legacy export writes its names in camel case.</summary>
    private static RowPlace OfReview(ref Utf8JsonReader json) =>
        json.IsNamed("id"u8) ? RowPlace.ReviewId
        : json.IsNamed("created_at"u8) || json.IsNamed("createdAt"u8) || json.IsNamed("reviewed_at"u8) ? RowPlace.ReviewCreated
        : json.IsNamed("updated_at"u8) || json.IsNamed("updatedAt"u8) ? RowPlace.ReviewUpdated
        : RowPlace.Elsewhere;
}
