using CsCheck;

namespace WebhookRelay.Tests.Support;

/// <summary>JSON texts with the names of deliveries in right and wrong places.</summary>
internal static class GenJson
{
    private static readonly Gen<string> Name = Gen.OneOf(
        "id", "data_row", "details", "media_attributes", "asset_type", "mime_type", "projects", "project_details", "labels", "label_details", "annotations",
        "objects", "classifications", "relationships", "frames", "segments", "key_frame_feature_map", "groups", "reviews", "workflow_history", "workflow_status",
        "action", "created_at", "updated_at", "content_last_updated_at", "last_activity_at", "experiments", "annotation_kind", "deleted", "name", "value", "v1",
        "dataRow", "label", "project", "dataset", "user", "email", "createdAt", "updatedAt", "featureId", "schemaId", "title", "answer", "answers", "bbox", "polygon",
        "line", "point", "instanceURI", "data", "location", "format", "page", "keyframe", "geometry", "type", "geojson", "frameNumber", "messageId", "start", "end",
        "coordinates", "skipped", "agreement", "\\u0069d", "");

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.OneOf("null", "true", "false", "0", "1", "2", "-1", "1e400", "\"\"", "\"a\"", "\"b\"", "\"\\ud800\"", "\"2024-01-01T00:00:00Z\"", "\"point\"", "\"Skip\"", "\"image\""),
        Gen.Int[0, 1000].Select(number => $"\"text-{number}\""));

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, self) => depth > 6
        ? Scalar
        : Gen.Frequency((2, Scalar), (3, ObjectOf(self)), (2, self.Array[0, 4].Select(elements => $"[{string.Join(',', elements)}]"))));

    private static readonly Gen<string> V1 = Gen.Select(Value, Gen.Bool).Select((value, isText) =>
        $$"""{"dataRow":{"id":"r"},"project":{"id":"p"},"label":{{(isText ? AsText(value) : value)}}}""");

    private static readonly Gen<string> V2 = Value.Select(value => $$$$"""{"data_row":{"id":"r"},"projects":{"p":{"labels":[{"annotations":{{{{value}}}}}]}}}""");

    /// <summary>Annotations of a V1 label, or similar JSON.</summary>
    public static Gen<string> V1Label => Value;

    public static Gen<string> Delivery { get; } = Gen.OneOf(Value, V1, V2);

    private static Gen<string> ObjectOf(Gen<string> value) => Gen.Select(Name, value, (name, member) => $"\"{name}\":{member}").Array[0, 6]
        .Select(members => $"{{{string.Join(',', members)}}}");

    private static string AsText(string json) => $"\"{json.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
