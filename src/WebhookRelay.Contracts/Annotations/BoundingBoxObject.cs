namespace WebhookRelay.Contracts;

/// <summary>A box: <c>ImageBoundingBox</c>, <c>VideoBoundingBox</c>, <c>DocumentBoundingBox</c>.</summary>
public sealed class BoundingBoxObject : ObjectAnnotation
{
    /// <summary>The box.</summary>
    public BoundingBox? BoundingBox { get; set; }
}

/// <summary>
/// A box in pixels of the image or frame; on a document in the unit of its page. The origin is the top left corner (inferred from
/// the names). Whole or with a fraction.
/// </summary>
public sealed class BoundingBox : Extensible
{
    /// <summary>The distance of its upper edge from the top.</summary>
    public double? Top { get; set; }

    /// <summary>The distance of its left edge from the left.</summary>
    public double? Left { get; set; }

    /// <summary>Its height.</summary>
    public double? Height { get; set; }

    /// <summary>Its width.</summary>
    public double? Width { get; set; }
}
