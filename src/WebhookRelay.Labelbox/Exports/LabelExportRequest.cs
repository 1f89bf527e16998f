using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>An export whose rows contain labels of projects: every scope except a model run.</summary>
public abstract record LabelExportRequest : ExportRequest
{
    private protected LabelExportRequest()
    {
    }

    /// <summary>Whether each project of a row includes <c>project_details</c>: batch, workflow status and history.</summary>
    public bool ProjectDetails { get; init; }

    /// <summary>Whether labels include <c>label_details</c>: who, when, reviews.</summary>
    public bool LabelDetails { get; init; }

    /// <summary>Whether labels include <c>performance_details</c>: seconds, <c>skipped</c>, scores.</summary>
    public bool PerformanceDetails { get; init; }

    /// <summary>Whether videos include the frames between key frames.</summary>
    public bool InterpolatedFrames { get; init; }

    private protected override JsonObject Params()
    {
        var parameters = base.Params();
        parameters["includeProjectDetails"] = ProjectDetails;
        parameters["includeLabelDetails"] = LabelDetails;
        parameters["includePerformanceDetails"] = PerformanceDetails;
        parameters["includeInterpolatedFrames"] = InterpolatedFrames;
        return parameters;
    }
}
