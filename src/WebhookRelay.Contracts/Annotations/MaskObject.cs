namespace WebhookRelay.Contracts;

/// <summary>
/// A mask: <c>ImageSegmentationMask</c>, <c>VideoSegmentationMask</c>. It has an image of its own, shares one with others, or
/// has both.
/// </summary>
public sealed class MaskObject : ObjectAnnotation
{
    /// <summary>The mask by itself.</summary>
    public Mask? Mask { get; set; }

    /// <summary>The mask in an image of several.</summary>
    public CompositeMask? CompositeMask { get; set; }
}

/// <summary>Where a mask is.</summary>
public sealed class Mask : Extensible
{
    /// <summary>
    /// The mask's image: <c>…/api/v1/projects/{project_id}/annotations/{feature_id}/index/1/mask</c>. Labelbox wants an API key
    /// in the <c>Authorization</c> header.
    /// </summary>
    public string? Url { get; set; }
}

/// <summary>An image of several masks, and which colour in it is meant.</summary>
public sealed class CompositeMask : Extensible
{
    /// <summary>
    /// The image: <c>…/api/v1/tasks/{task_id}/masks/{composite_mask_id}/index/{1 or the frame}</c>. Labelbox wants an API key in the
    /// <c>Authorization</c> header, and keeps the image for 30 days.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>The colour: red, green and blue, 0 to 255.</summary>
    public IReadOnlyList<int>? ColorRgb { get; set; }
}
