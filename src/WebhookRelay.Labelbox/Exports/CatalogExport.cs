using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>An export of the whole catalog, or of the rows in it that pass every filter.</summary>
public sealed record CatalogExport : FilteredRowsExportRequest
{
    internal override string Scope => "catalog";

    private protected override JsonObject Filters() => ExportFilters.Search(Query());
}
