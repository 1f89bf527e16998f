using System.CommandLine;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

/// <summary>What each row contains: the parameters of Labelbox's SDK by their names, each on the scopes that accept it.</summary>
internal sealed class ContentOptions
{
    public const string Attachments = "--attachments";
    public const string Embeddings = "--embeddings";
    public const string MetadataFields = "--metadata-fields";
    public const string DataRowDetails = "--data-row-details";
    public const string ProjectDetails = "--project-details";
    public const string LabelDetails = "--label-details";
    public const string PerformanceDetails = "--performance-details";
    public const string InterpolatedFrames = "--interpolated-frames";
    public const string Predictions = "--predictions";
    public const string ModelRunDetails = "--model-run-details";
    public const string AllProjects = "--all-projects";
    public const string AllModelRuns = "--all-model-runs";

    private static readonly string[] Details = [Attachments, MetadataFields, DataRowDetails, ProjectDetails, LabelDetails, PerformanceDetails, ModelRunDetails];

    private readonly List<Option<bool>> _flags;
    private readonly Option<bool> _allDetails;
    private readonly Option<ExportMediaType?> _mediaType = new("--media-type-override") { Description = "Assume this media type where neither the row nor its project has one", HelpName = "type" };
    private readonly Option<string[]> _projectIds = ExportOptions.Ids("--project-ids", "Include the labels of these projects; at most 30");
    private readonly Option<string[]> _modelRunIds = ExportOptions.Ids("--model-run-ids", "Include these model runs; at most 30");
    private readonly bool _isShared;

    public ContentOptions(ExportScope scope)
    {
        var isModelRun = scope is ExportScope.ModelRun;
        _isShared = scope is not (ExportScope.Project or ExportScope.ModelRun);
        List<(string Name, string Description, bool IsAllowed)> all =
        [
            (DataRowDetails, "Include details of the row, such as last_activity_at", true),
            (ProjectDetails, "Include the project's batch, workflow status and history", !isModelRun),
            (LabelDetails, "Include who made the label and when, and its reviews", !isModelRun),
            (PerformanceDetails, "Include seconds spent, scores, and whether it was skipped", !isModelRun),
            (MetadataFields, "Include metadata_fields", true),
            (Attachments, "Include attachments", true),
            (ModelRunDetails, "Include details of the run, such as the data split", isModelRun),
            (Predictions, "Include predictions", scope is ExportScope.ModelRun or ExportScope.Dataset or ExportScope.Catalog),
            (InterpolatedFrames, "Include the frames between key frames of videos", !isModelRun),
            (Embeddings, "Include embeddings: 512 to 2,048 numbers each", true),
            (AllProjects, "Include the labels of every project", _isShared),
            (AllModelRuns, "Include every model run", _isShared),
        ];
        _flags = [.. all.Where(flag => flag.IsAllowed).Select(flag => new Option<bool>(flag.Name) { Description = flag.Description })];
        _allDetails = new("--all-details") { Description = $"All of {string.Join(", ", _flags.Select(flag => flag.Name).Where(Details.Contains))}" };
    }

    public void AddTo(Command command)
    {
        _mediaType.AcceptNames();
        command.Options.Add(_allDetails);
        _flags.ForEach(command.Options.Add);
        if (_isShared)
        {
            command.Options.Add(_projectIds);
            command.Options.Add(_modelRunIds);
        }

        command.Options.Add(_mediaType);
    }

    /// <param name="parse">The command line.</param>
    /// <param name="plan">What is exported.</param>
    /// <param name="needed">Content that client filters read.</param>
    public ExportPlan Read(ParseResult parse, ExportPlan plan, IEnumerable<string> needed)
    {
        var isAll = parse.GetValue(_allDetails);
        return plan with
        {
            Content = [.. _flags.Where(flag => parse.GetValue(flag) || (isAll && Details.Contains(flag.Name)) || needed.Contains(flag.Name, StringComparer.Ordinal)).Select(flag => flag.Name)],
            MediaTypeOverride = parse.GetValue(_mediaType),
            ProjectIds = _isShared ? parse.GetValue(_projectIds) ?? [] : [],
            ModelRunIds = _isShared ? parse.GetValue(_modelRunIds) ?? [] : [],
        };
    }

    public bool Accepts(string flag) => _flags.Exists(each => string.Equals(each.Name, flag, StringComparison.Ordinal));
}
