using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>An export of the given rows of any dataset. More than <see cref="ExportRequest.MostIds"/> are split into several exports.</summary>
/// <param name="Rows">The rows. Labelbox reports no error for an id that does not exist: the row is missing from the export.</param>
public sealed record DataRowsExport(DataRowSelection Rows) : SharedRowsExportRequest
{
    internal override ExportMutation Mutation => ExportMutation.Catalog;

    internal override string Scope => $"data rows {Rows.Values.Count}";

    internal override DataRowSelection Selection => Rows;

    private protected override ExportRequest WithSelection(DataRowSelection part) => this with { Rows = part };

    private protected override JsonObject Filters() => ExportFilters.Search([.. ExportFilters.Of(null, null, Rows)]);
}
