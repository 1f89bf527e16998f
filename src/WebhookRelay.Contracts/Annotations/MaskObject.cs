namespace WebhookRelay.Contracts;

/// <summary>
/// An object with a mask: <c>ImageSegmentationMask</c>, <c>VideoSegmentationMask</c>. The mask has its own image, shares an image
/// with other masks, or both.
/// </summary>
public sealed class MaskObject : ObjectAnnotation
{
    /// <summary>The mask in its own image.</summary>
    public Mask? Mask { get; set; }

    /// <summary>The mask in an image that it shares with other masks.</summary>
    public CompositeMask? CompositeMask { get; set; }
}

/// <summary>A mask in its own image.</summary>
public sealed class Mask : Extensible
{
    /// <summary>
    /// URL of the image: <c>…/api/v1/projects/{project_id}/annotations/{feature_id}/index/1/mask</c>. Labelbox requires an API
    /// key in the <c>Authorization</c> header.
    /// </summary>
    public string? Url { get; set; }
}

/// <summary>A mask in an image of several masks, identified by its color.</summary>
public sealed class CompositeMask : Extensible
{
    /// <summary>
    /// URL of the image: <c>…/api/v1/tasks/{task_id}/masks/{composite_mask_id}/index/{1 or the frame}</c>. Labelbox requires an API
    /// key in the <c>Authorization</c> header, and keeps the image for 30 days.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>The color: red, green and blue, 0 to 255.</summary>
    public IReadOnlyList<int>? ColorRgb { get; set; }
}
