using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>A polygon: <c>ImagePolygon</c>.</summary>
public sealed class PolygonObject : ObjectAnnotation
{
    /// <summary>The ring, closed: its last point is its first.</summary>
    public IReadOnlyList<Point>? Polygon { get; set; }
}

/// <summary>A line of one or more stretches: <c>ImagePolyline</c>, <c>DICOMPolyline</c>.</summary>
public sealed class LineObject : ObjectAnnotation
{
    /// <summary>Its points, from one end to the other.</summary>
    public IReadOnlyList<Point>? Line { get; set; }
}

/// <summary>A point: <c>ImagePoint</c> (the kind seen in third-party code only).</summary>
public sealed class PointObject : ObjectAnnotation
{
    /// <summary>The point.</summary>
    public Point? Point { get; set; }
}

/// <summary>A point in pixels of the image or frame. The origin is the top left corner (inferred from the boxes). Whole or with a fraction.</summary>
public sealed class Point : Extensible
{
    /// <summary>The distance from the left.</summary>
    [JsonPropertyName("x")]
    public double? X { get; set; }

    /// <summary>The distance from the top.</summary>
    [JsonPropertyName("y")]
    public double? Y { get; set; }
}
