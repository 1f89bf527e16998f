using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

internal enum ExportScope
{
    Project,
    Dataset,
    Catalog,
    Slice,
    ModelRun,
    Rows,

    /// <summary>A task that was started elsewhere.</summary>
    Task,
}

/// <summary>What to export. Kept in the checkpoint, so that a resumed export asks for the same.</summary>
internal sealed record ExportPlan
{
    public required ExportScope Scope { get; init; }

    /// <summary>Labelbox's id of the project, dataset, slice or model run; null for the catalog and for rows.</summary>
    public string? Id { get; init; }

    /// <summary>The names of the content options that are set, such as <c>--attachments</c>.</summary>
    public IReadOnlyList<string> Content { get; init; } = [];

    public ExportMediaType? MediaTypeOverride { get; init; }

    public IReadOnlyList<string> ProjectIds { get; init; } = [];

    public IReadOnlyList<string> ModelRunIds { get; init; } = [];

    public TimeRange? LastActivityAt { get; init; }

    public TimeRange? LabelCreatedAt { get; init; }

    /// <summary>Labelbox's ids of the rows; empty: not selected by id.</summary>
    public IReadOnlyList<string> DataRowIds { get; init; } = [];

    public IReadOnlyList<string> GlobalKeys { get; init; } = [];

    public IReadOnlyList<string> BatchIds { get; init; } = [];

    public ExportWorkflowStatus? WorkflowStatus { get; init; }

    /// <summary>The export in a few words, for messages and file names.</summary>
    public string Title => $"{ScopeName}{(Id is null ? string.Empty : $" {Id}")}";

    private string ScopeName => Scope is ExportScope.ModelRun ? "model run" : Scope.ToString().ToLowerInvariant();

    /// <summary>The exports to run, one after the other. Labelbox accepts 2,000 ids in one.</summary>
    /// <exception cref="InvalidExportRequestException">Something is beyond a limit of Labelbox.</exception>
    public IReadOnlyList<ExportRequest> Parts(string taskName)
    {
        var request = Request(taskName);
        request.Validate();
        return request.Split();
    }

    private ExportRequest Request(string taskName)
    {
        ExportRequest request = Scope switch
        {
            ExportScope.Project => new ProjectExport(Id!) { LastActivityAt = LastActivityAt?.Window, LabelCreatedAt = LabelCreatedAt?.Window, Rows = Selection, BatchIds = BatchIds, WorkflowStatus = WorkflowStatus },
            ExportScope.Dataset => Filtered(new DatasetExport(Id!)),
            // A task that exists is not started again, so nothing is sent of its request.
            ExportScope.Catalog or ExportScope.Task => Filtered(new CatalogExport()),
            ExportScope.Slice => new SliceExport(Id!),
            ExportScope.ModelRun => new ModelRunExport(Id!) { Predictions = Has(ContentOptions.Predictions), ModelRunDetails = Has(ContentOptions.ModelRunDetails) },
            ExportScope.Rows => new DataRowsExport(Selection!),
            _ => throw new InvalidOperationException($"Unknown scope {Scope}."),
        };
        request = request with
        {
            TaskName = taskName,
            MediaTypeOverride = MediaTypeOverride,
            Attachments = Has(ContentOptions.Attachments),
            Embeddings = Has(ContentOptions.Embeddings),
            MetadataFields = Has(ContentOptions.MetadataFields),
            DataRowDetails = Has(ContentOptions.DataRowDetails),
        };
        return request switch
        {
            SharedRowsExportRequest shared => WithLabels(shared) with { ProjectIds = ProjectIds, ModelRunIds = ModelRunIds, AllProjects = Has(ContentOptions.AllProjects), AllModelRuns = Has(ContentOptions.AllModelRuns) },
            LabelExportRequest labels => WithLabels(labels),
            _ => request,
        };
    }

    private DataRowSelection? Selection => (DataRowIds, GlobalKeys) switch
    {
        ({ Count: > 0 } ids, _) => DataRowSelection.ByIds(ids),
        (_, { Count: > 0 } keys) => DataRowSelection.ByGlobalKeys(keys),
        _ => null,
    };

    private bool Has(string option) => Content.Contains(option, StringComparer.Ordinal);

    private FilteredRowsExportRequest Filtered(FilteredRowsExportRequest request) => request with
    {
        Predictions = Has(ContentOptions.Predictions),
        LastActivityAt = LastActivityAt?.Window,
        LabelCreatedAt = LabelCreatedAt?.Window,
        Rows = Selection,
    };

    private T WithLabels<T>(T request)
        where T : LabelExportRequest => (T)(request with
        {
            ProjectDetails = Has(ContentOptions.ProjectDetails),
            LabelDetails = Has(ContentOptions.LabelDetails),
            PerformanceDetails = Has(ContentOptions.PerformanceDetails),
            InterpolatedFrames = Has(ContentOptions.InterpolatedFrames),
        });
}
