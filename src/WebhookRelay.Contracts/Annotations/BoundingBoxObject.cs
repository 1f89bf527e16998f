namespace WebhookRelay.Contracts;

/// <summary>An object with a bounding box: <c>ImageBoundingBox</c>, <c>VideoBoundingBox</c>, <c>DocumentBoundingBox</c>.</summary>
public sealed class BoundingBoxObject : ObjectAnnotation
{
    /// <summary>The bounding box.</summary>
    public BoundingBox? BoundingBox { get; set; }
}

/// <summary>
/// A bounding box in pixels of the image or frame, or in the unit of the page for documents. The origin is the top left corner
/// (inferred from the names). Values are integers or fractions.
/// </summary>
public sealed class BoundingBox : Extensible
{
    /// <summary>The distance from the top to the upper edge.</summary>
    public double? Top { get; set; }

    /// <summary>The distance from the left to the left edge.</summary>
    public double? Left { get; set; }

    /// <summary>The height.</summary>
    public double? Height { get; set; }

    /// <summary>The width.</summary>
    public double? Width { get; set; }
}
