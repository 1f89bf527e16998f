using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>An export of a model run. It takes no filters.</summary>
/// <param name="ModelRunId">Labelbox's id of the model run.</param>
public sealed record ModelRunExport(string ModelRunId) : ExportRequest
{
    /// <summary>Whether rows include the run's predictions.</summary>
    public bool Predictions { get; init; }

    /// <summary>Whether rows include the details of the run, such as their data split.</summary>
    public bool ModelRunDetails { get; init; }

    internal override ExportMutation Mutation => ExportMutation.ModelRun;

    internal override string Scope => $"model run {ModelRunId}";

    private protected override JsonObject Filters() => new() { ["modelRunId"] = ModelRunId };

    private protected override JsonObject Params()
    {
        var parameters = base.Params();
        parameters["includePredictions"] = Predictions;
        parameters["includeModelRunDetails"] = ModelRunDetails;
        return parameters;
    }

    private protected override void AddErrors(List<string> errors)
    {
        base.AddErrors(errors);
        RequireId(ModelRunId, nameof(ModelRunId), errors);
    }
}
