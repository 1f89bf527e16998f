using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// An export of rows that may be in several projects and model runs. Their labels appear only for the projects and model runs
/// that are listed, or for all of them. Source: Labelbox's notebook on exports.
/// </summary>
public abstract record SharedRowsExportRequest : LabelExportRequest
{
    private protected SharedRowsExportRequest()
    {
    }

    /// <summary>The projects whose labels rows include; at most <see cref="ExportRequest.MostLabelSources"/>.</summary>
    public IReadOnlyList<string> ProjectIds { get; init; } = [];

    /// <summary>The model runs that rows include; at most <see cref="ExportRequest.MostLabelSources"/>.</summary>
    public IReadOnlyList<string> ModelRunIds { get; init; } = [];

    /// <summary>Whether rows include the labels of every project.</summary>
    public bool AllProjects { get; init; }

    /// <summary>Whether rows include every model run.</summary>
    public bool AllModelRuns { get; init; }

    private protected override JsonObject Params()
    {
        var parameters = base.Params();
        parameters["projectIds"] = ExportNames.ListOrNull(ProjectIds);
        parameters["modelRunIds"] = ExportNames.ListOrNull(ModelRunIds);
        parameters["allProjects"] = AllProjects;
        parameters["allModelRuns"] = AllModelRuns;
        return parameters;
    }

    private protected override void AddErrors(List<string> errors)
    {
        base.AddErrors(errors);
        RequireIds(ProjectIds, nameof(ProjectIds), MostLabelSources, errors);
        RequireIds(ModelRunIds, nameof(ModelRunIds), MostLabelSources, errors);
    }
}
