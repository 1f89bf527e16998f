using WebhookRelay.Labelbox.Rows;

namespace WebhookRelay.Labelbox.V1;

/// <summary>
/// Determines the <c>annotation_kind</c> of an object, which V1 does not name, from its members: in a frame it is a video's,
/// with a page a document's, with geographic coordinates geospatial, and only an image's objects have an
/// <c>instanceURI</c>.
/// </summary>
internal static class V2Kind
{
    /// <param name="feature">The object.</param>
    /// <param name="hasUri">Whether it has an <c>instanceURI</c>.</param>
    /// <returns>The kind as a JSON string; empty if unknown.</returns>
    public static ReadOnlySpan<byte> Of(in V1Feature feature, bool hasUri) => feature.Geometry switch
    {
        V2Geometry.TextLocation => "\"TextEntity\""u8,
        V2Geometry.ConversationalLocation => "\"ConversationalTextEntity\""u8,
        V2Geometry.GeoRectangle => "\"GeoBoundingBox\""u8,
        V2Geometry.GeoPolygon => "\"GeoPolygon\""u8,
        V2Geometry.GeoLine => "\"GeoPolyline\""u8,
        V2Geometry.GeoPoint => "\"GeoPoint\""u8,
        _ when feature.IsOfFrame => OfVideo(feature.Geometry),
        V2Geometry.BoundingBox when IsOnPage(feature) => "\"DocumentBoundingBox\""u8,
        _ when IsOnPage(feature) => default,
        _ when hasUri => OfImage(feature.Geometry),
        _ => default,
    };

    /// <summary>The media type of the object's kind; null if unknown.</summary>
    public static string? MediaOf(in V1Feature feature, bool hasUri) => feature.Geometry switch
    {
        V2Geometry.TextLocation => MediaTypes.Text,
        V2Geometry.ConversationalLocation => MediaTypes.Conversational,
        V2Geometry.GeoRectangle or V2Geometry.GeoPolygon or V2Geometry.GeoLine or V2Geometry.GeoPoint or V2Geometry.GeoJson => MediaTypes.Geospatial,
        _ when feature.IsOfFrame => MediaTypes.Video,
        _ when IsOnPage(feature) => MediaTypes.Document,
        not V2Geometry.None when hasUri => MediaTypes.Image,
        _ => null,
    };

    private static bool IsOnPage(in V1Feature feature) => feature.Has(V2Members.PageNumber);

    private static ReadOnlySpan<byte> OfVideo(V2Geometry geometry) => geometry switch
    {
        V2Geometry.BoundingBox => "\"VideoBoundingBox\""u8,
        V2Geometry.Line => "\"VideoPolyline\""u8,
        V2Geometry.Point => "\"VideoPoint\""u8,
        V2Geometry.Mask => "\"VideoSegmentationMask\""u8,
        _ => default,
    };

    private static ReadOnlySpan<byte> OfImage(V2Geometry geometry) => geometry switch
    {
        V2Geometry.BoundingBox => "\"ImageBoundingBox\""u8,
        V2Geometry.Polygon => "\"ImagePolygon\""u8,
        V2Geometry.Line => "\"ImagePolyline\""u8,
        V2Geometry.Point => "\"ImagePoint\""u8,
        V2Geometry.Mask => "\"ImageSegmentationMask\""u8,
        _ => default,
    };
}
