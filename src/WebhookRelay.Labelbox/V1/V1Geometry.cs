namespace WebhookRelay.Labelbox.V1;

/// <summary>Determines geometries that depend on all members of an object: masks and geographic positions.</summary>
internal static class V1Geometry
{
    private static readonly byte[] Polygon = [.. "\"Polygon\""u8];
    private static readonly byte[] LineString = [.. "\"LineString\""u8];
    private static readonly byte[] Point = [.. "\"Point\""u8];

    /// <summary>Writes the deferred geometry, and the annotation's kind if it is known.</summary>
    /// <param name="row">Positioned at the object's end.</param>
    /// <param name="label">The V1 annotations.</param>
    /// <param name="feature">The object; parts left in it were not used.</param>
    public static void Write(JsonBuilder row, ReadOnlySpan<byte> label, ref V1Feature feature)
    {
        var hasUri = feature.InstanceUri.IsThere;
        if (feature is { Geometry: V2Geometry.None, GeoGeometry.IsThere: true })
        {
            WriteGeoJson(row, label, ref feature);
        }
        else if (feature is { Geometry: V2Geometry.None, InstanceUri.IsThere: true, IsNoMask: false })
        {
            feature.Geometry = V2Geometry.Mask;
            row.Name("mask"u8);
            row.Open((byte)'{');
            row.Member("url"u8, feature.InstanceUri.ValueIn(label));
            row.Close((byte)'}');
            feature.InstanceUri = default;
        }

        if (V2Kind.Of(feature, hasUri) is { IsEmpty: false } kind)
        {
            row.Name("annotation_kind"u8);
            row.Raw(kind);
        }
    }

    /// <summary>The legacy export names the tool beside bare coordinates, longitude first; V2 has GeoJSON.</summary>
    private static void WriteGeoJson(JsonBuilder row, ReadOnlySpan<byte> label, ref V1Feature feature)
    {
        var geometry = feature.GeoGeometry.ValueIn(label);
        var (drawnAs, geoType) = Tool(feature.GeoType.IsThere ? feature.GeoType.ValueIn(label) : default);
        if (drawnAs is V2Geometry.None || Coordinates(geometry) is not { IsThere: true } coordinates)
        {
            return;
        }

        feature.Geometry = drawnAs;
        row.Name("geojson"u8);
        row.Open((byte)'{');
        row.Member("type"u8, geoType);
        row.Member("coordinates"u8, coordinates.ValueIn(geometry));
        row.Close((byte)'}');
        (feature.GeoGeometry, feature.GeoType) = (default, default);
    }

    private static (V2Geometry DrawnAs, byte[] GeoType) Tool(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("\"rectangle\""u8) ? (V2Geometry.GeoRectangle, Polygon)
        : type.SequenceEqual("\"polygon\""u8) ? (V2Geometry.GeoPolygon, Polygon)
        : type.SequenceEqual("\"polyline\""u8) || type.SequenceEqual("\"line\""u8) ? (V2Geometry.GeoLine, LineString)
        : type.SequenceEqual("\"point\""u8) ? (V2Geometry.GeoPoint, Point)
        : (V2Geometry.None, []);

    /// <summary>The coordinates, if there is nothing else.</summary>
    private static JsonMemberRange Coordinates(ReadOnlySpan<byte> geometry)
    {
        var json = DeliveryPayload.Reader(geometry);
        json.Read();
        if (!json.NextMember() || !json.IsNamed("coordinates"u8))
        {
            return default;
        }

        var coordinates = JsonMemberRange.Take(ref json);
        return geometry[coordinates.Start] is (byte)'[' && !json.NextMember() ? coordinates : default;
    }
}
