using System.Text;
using System.Text.Json.Nodes;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>Payloads with arbitrary details, in Labelbox's two formats.</summary>
internal static class SamplePayloads
{
    public static byte[] V2(
        string dataRow,
        string project = "project-1",
        string label = "label-1",
        string updatedAt = "2024-06-05T12:00:00.000+00:00",
        int padding = 0,
        int left = 2,
        string rowData = "https://storage.example/b.jpg") =>
        Encoding.UTF8.GetBytes($$$"""
            {"data_row":{"id":"{{{dataRow}}}","external_id":"a/b.jpg","row_data":"{{{rowData}}}"},
             "media_attributes":{"asset_type":"image","height":10,"width":20,"mime_type":"image/jpeg"},
             "projects":{"{{{project}}}":{"name":"a project","labels":[{"label_kind":"Default","version":"1.0.0","id":"{{{label}}}",
               "label_details":{"created_at":"2024-06-05T11:00:00.000+00:00","updated_at":"{{{updatedAt}}}","created_by":"annotator@example.com"},
               "annotations":{"objects":[{"feature_id":"feature-1","name":"box","annotation_kind":"ImageBoundingBox","classifications":[],
                 "bounding_box":{"top":1.0,"left":{{{left}}},"height":3,"width":4.50}}],"classifications":[],"relationships":[]}}]}},
             "unknown":"{{{new string('x', padding)}}}"}
            """);

    public static byte[] V1(
        string dataRow, string project = "project-1", string label = "label-1", string updatedAt = "2021-03-17T13:51:59Z", int top = 10, string rowData = "https://storage.example/b.jpg")
    {
        var annotations = new JsonObject
        {
            ["objects"] = new JsonArray(new JsonObject
            {
                ["featureId"] = "feature-1",
                ["schemaId"] = "schema-1",
                ["title"] = "animal",
                ["value"] = "animal",
                ["color"] = "#1CE6FF",
                ["bbox"] = new JsonObject { ["top"] = top, ["left"] = 1, ["height"] = 2, ["width"] = 3 },
            }),
            ["classifications"] = new JsonArray(),
        };
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["id"] = label,
            ["createdAt"] = "2021-03-15T23:44:18Z",
            ["updatedAt"] = updatedAt,
            ["secondsToLabel"] = 79.173,
            ["label"] = annotations.ToJsonString(),
            ["deleted"] = false,
            ["project"] = new JsonObject { ["id"] = project, ["name"] = "a project" },
            ["dataRow"] = new JsonObject { ["id"] = dataRow, ["externalId"] = "a/b.jpg", ["rowData"] = rowData },
            ["dataset"] = new JsonObject { ["id"] = "dataset-1", ["name"] = "a dataset" },
            ["user"] = new JsonObject { ["id"] = "user-1", ["email"] = "annotator@example.com" },
        }.ToJsonString());
    }
}
