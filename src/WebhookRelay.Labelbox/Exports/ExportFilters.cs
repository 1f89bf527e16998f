using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>The elements of <c>searchQuery.query</c>, which Labelbox combines with AND.</summary>
internal static class ExportFilters
{
    public static JsonObject Search(JsonArray query) => new() { ["searchQuery"] = new JsonObject { ["scope"] = null, ["query"] = query } };

    public static JsonNode Ids(string type, IEnumerable<string> ids) => new JsonObject { ["ids"] = ExportNames.List(ids), ["operator"] = "is", ["type"] = type };

    public static JsonNode Of(ExportWorkflowStatus status) => status is ExportWorkflowStatus.ToLabel
        ? new JsonObject { ["type"] = "task_queue_not_exist" }
        : new JsonObject { ["type"] = "task_queue_status", ["status"] = status.ToString() };

    /// <summary>The filters that every filtered scope has.</summary>
    public static IEnumerable<JsonNode> Of(ExportTimeWindow? lastActivityAt, ExportTimeWindow? labelCreatedAt, DataRowSelection? rows)
    {
        if (lastActivityAt is not null)
        {
            yield return lastActivityAt.Filter("data_row_last_activity_at");
        }

        if (labelCreatedAt is not null)
        {
            yield return labelCreatedAt.Filter("labeled_at");
        }

        if (rows is not null)
        {
            yield return Ids(rows.IsByGlobalKey ? "global_key" : "data_row_id", rows.Values);
        }
    }
}
