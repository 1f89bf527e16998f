using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>An export of the catalog or of a dataset: of the rows that pass every filter.</summary>
public abstract record FilteredRowsExportRequest : SharedRowsExportRequest
{
    private protected FilteredRowsExportRequest()
    {
    }

    /// <summary>Whether rows include the predictions of model runs.</summary>
    public bool Predictions { get; init; }

    /// <summary>Only rows whose labels, metadata, workflow status, comments or reviews were created or changed in this time; null for all.</summary>
    public ExportTimeWindow? LastActivityAt { get; init; }

    /// <summary>Only rows with a label created in this time; null for all.</summary>
    public ExportTimeWindow? LabelCreatedAt { get; init; }

    /// <summary>Only these rows; null for all. More than <see cref="ExportRequest.MostIds"/> are split into several exports.</summary>
    public DataRowSelection? Rows { get; init; }

    internal override ExportMutation Mutation => ExportMutation.Catalog;

    internal override DataRowSelection? Selection => Rows;

    private protected override ExportRequest WithSelection(DataRowSelection part) => this with { Rows = part };

    private protected override JsonObject Params()
    {
        var parameters = base.Params();
        parameters["includePredictions"] = Predictions;
        return parameters;
    }

    private protected JsonArray Query() => [.. ExportFilters.Of(LastActivityAt, LabelCreatedAt, Rows)];
}
