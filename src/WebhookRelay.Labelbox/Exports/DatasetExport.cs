using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>An export of one dataset.</summary>
/// <param name="DatasetId">Labelbox's id of the dataset.</param>
public sealed record DatasetExport(string DatasetId) : FilteredRowsExportRequest
{
    internal override string Scope => $"dataset {DatasetId}";

    private protected override JsonObject Filters()
    {
        var query = Query();
        query.Add(ExportFilters.Ids("dataset", [DatasetId]));
        return ExportFilters.Search(query);
    }

    private protected override void AddErrors(List<string> errors)
    {
        base.AddErrors(errors);
        RequireId(DatasetId, nameof(DatasetId), errors);
    }
}
