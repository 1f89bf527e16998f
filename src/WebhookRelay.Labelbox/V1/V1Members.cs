using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>The members of V1 features that have a V2 equivalent.</summary>
internal enum V1Member : byte
{
    Unknown = 0,
    FeatureId,
    SchemaId,
    Title,
    Value,
    Classifications,
    Answer,
    Answers,
    BoundingBox,
    Polygon,
    Line,
    Point,
    InstanceUri,
    Data,
    Location,
    Format,
    Page,
    KeyFrame,
    Geometry,
    Type,
    GeoJson,
}

internal static class V1Members
{
    /// <summary>The current member name.</summary>
    public static V1Member At(ref Utf8JsonReader json) => json.RawLength() switch
    {
        4 => json.ValueTextEquals("bbox"u8) ? V1Member.BoundingBox
            : json.ValueTextEquals("line"u8) ? V1Member.Line
            : json.ValueTextEquals("data"u8) ? V1Member.Data
            : json.ValueTextEquals("page"u8) ? V1Member.Page
            : json.ValueTextEquals("type"u8) ? V1Member.Type
            : V1Member.Unknown,
        5 => json.ValueTextEquals("title"u8) ? V1Member.Title
            : json.ValueTextEquals("value"u8) ? V1Member.Value
            : json.ValueTextEquals("point"u8) ? V1Member.Point
            : V1Member.Unknown,
        6 => json.ValueTextEquals("answer"u8) ? V1Member.Answer
            : json.ValueTextEquals("format"u8) ? V1Member.Format
            : V1Member.Unknown,
        7 => json.ValueTextEquals("answers"u8) ? V1Member.Answers
            : json.ValueTextEquals("polygon"u8) ? V1Member.Polygon
            : json.ValueTextEquals("geojson"u8) ? V1Member.GeoJson
            : V1Member.Unknown,
        8 => json.ValueTextEquals("schemaId"u8) ? V1Member.SchemaId
            : json.ValueTextEquals("location"u8) ? V1Member.Location
            : json.ValueTextEquals("keyframe"u8) ? V1Member.KeyFrame
            : json.ValueTextEquals("geometry"u8) ? V1Member.Geometry
            : V1Member.Unknown,
        9 => json.ValueTextEquals("featureId"u8) ? V1Member.FeatureId : V1Member.Unknown,
        11 => json.ValueTextEquals("instanceURI"u8) ? V1Member.InstanceUri : V1Member.Unknown,
        15 => json.ValueTextEquals("classifications"u8) ? V1Member.Classifications : V1Member.Unknown,
        _ => V1Member.Unknown,
    };
}
