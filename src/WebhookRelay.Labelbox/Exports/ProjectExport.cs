using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>An export of one project: every data row of its batches that passes every filter, including rows without labels.</summary>
/// <param name="ProjectId">Labelbox's id of the project.</param>
public sealed record ProjectExport(string ProjectId) : LabelExportRequest
{
    /// <summary>Only rows whose labels, metadata, workflow status, comments or reviews were created or changed in this time; null for all.</summary>
    public ExportTimeWindow? LastActivityAt { get; init; }

    /// <summary>Only rows with a label created in this time; null for all.</summary>
    public ExportTimeWindow? LabelCreatedAt { get; init; }

    /// <summary>Only these rows; null for all. More than <see cref="ExportRequest.MostIds"/> are split into several exports.</summary>
    public DataRowSelection? Rows { get; init; }

    /// <summary>Only rows of these batches; empty for all. At most <see cref="ExportRequest.MostIds"/>.</summary>
    public IReadOnlyList<string> BatchIds { get; init; } = [];

    /// <summary>Only rows in this state of the workflow; null for any.</summary>
    public ExportWorkflowStatus? WorkflowStatus { get; init; }

    internal override ExportMutation Mutation => ExportMutation.Project;

    internal override string Scope => $"project {ProjectId}";

    internal override string QuotaProjectId => ProjectId;

    internal override DataRowSelection? Selection => Rows;

    private protected override ExportRequest WithSelection(DataRowSelection part) => this with { Rows = part };

    private protected override JsonObject Filters()
    {
        JsonArray query = [.. ExportFilters.Of(LastActivityAt, LabelCreatedAt, Rows)];
        if (BatchIds.Count > 0)
        {
            query.Add(ExportFilters.Ids("batch", BatchIds));
        }

        if (WorkflowStatus is { } status)
        {
            query.Add(ExportFilters.Of(status));
        }

        var filters = ExportFilters.Search(query);
        filters["projectId"] = ProjectId;
        return filters;
    }

    private protected override void AddErrors(List<string> errors)
    {
        base.AddErrors(errors);
        RequireId(ProjectId, nameof(ProjectId), errors);
        RequireIds(BatchIds, nameof(BatchIds), MostIds, errors);
        if (WorkflowStatus is { } status && !Enum.IsDefined(status))
        {
            errors.Add($"WorkflowStatus: {(int)status} is not a workflow status.");
        }
    }
}

/// <summary>A state of a project's workflow.</summary>
public enum ExportWorkflowStatus
{
    /// <summary>Not labeled yet: in the queue of rows to label.</summary>
    ToLabel,

    /// <summary>Waiting for a review.</summary>
    InReview,

    /// <summary>Rejected, waiting to be labeled again.</summary>
    InRework,

    /// <summary>Finished.</summary>
    Done,
}
