using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>An object with a polygon: <c>ImagePolygon</c>.</summary>
public sealed class PolygonObject : ObjectAnnotation
{
    /// <summary>The closed ring: the last point equals the first.</summary>
    public IReadOnlyList<Point>? Polygon { get; set; }
}

/// <summary>An object with a line of one or more segments: <c>ImagePolyline</c>, <c>DICOMPolyline</c>.</summary>
public sealed class LineObject : ObjectAnnotation
{
    /// <summary>The line's points, from one end to the other.</summary>
    public IReadOnlyList<Point>? Line { get; set; }
}

/// <summary>An object with a point: <c>ImagePoint</c> (the kind seen in third-party code only).</summary>
public sealed class PointObject : ObjectAnnotation
{
    /// <summary>The point.</summary>
    public Point? Point { get; set; }
}

/// <summary>A point in pixels of the image or frame. The origin is the top left corner (inferred from bounding boxes). Values are integers or fractions.</summary>
public sealed class Point : Extensible
{
    /// <summary>The distance from the left.</summary>
    [JsonPropertyName("x")]
    public double? X { get; set; }

    /// <summary>The distance from the top.</summary>
    [JsonPropertyName("y")]
    public double? Y { get; set; }
}
