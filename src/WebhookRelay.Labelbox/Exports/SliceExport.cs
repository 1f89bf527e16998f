using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>An export of a slice of the catalog. It takes no filters: the slice is one. Slices of models cannot be exported.</summary>
/// <param name="SliceId">Labelbox's id of the slice.</param>
public sealed record SliceExport(string SliceId) : SharedRowsExportRequest
{
    internal override ExportMutation Mutation => ExportMutation.Slice;

    internal override string Scope => $"slice {SliceId}";

    private protected override JsonObject Filters() => new() { ["sliceId"] = SliceId };

    private protected override void AddErrors(List<string> errors)
    {
        base.AddErrors(errors);
        RequireId(SliceId, nameof(SliceId), errors);
    }
}
