namespace WebhookRelay.Contracts;

/// <summary>
/// The attributes of the media: <c>media_attributes</c>. Seen for images, videos, documents and conversations. The attributes of
/// other media are unknown and are kept in <see cref="Extensible.Unknown"/>.
/// </summary>
public sealed class MediaAttributes : Extensible
{
    /// <summary>The asset type, such as <c>image</c> or <c>conversational</c>. Only in newer rows.</summary>
    public string? AssetType { get; set; }

    /// <summary>The MIME type, such as <c>image/jpeg</c>, <c>video/mp4</c> or <c>application/vnd.labelbox.conversational</c>.</summary>
    public string? MimeType { get; set; }

    /// <summary>The height in pixels, for images (for videos, seen in third-party code only).</summary>
    public double? Height { get; set; }

    /// <summary>The width in pixels, for images (for videos, seen in third-party code only).</summary>
    public double? Width { get; set; }

    /// <summary>The EXIF orientation, 1 to 8, for images: a string until 2024, a number since.</summary>
    public ExifRotation? ExifRotation { get; set; }

    /// <summary>URL of the text layer, for documents.</summary>
    public string? TextLayerUrl { get; set; }

    /// <summary>Frames per second, for videos.</summary>
    public double? FrameRate { get; set; }

    /// <summary>The number of frames, for videos.</summary>
    public int? FrameCount { get; set; }

    /// <summary>The ids of the messages that can be labeled, for conversations.</summary>
    public IReadOnlyList<string>? LabelableIds { get; set; }

    /// <summary>The number of messages, for conversations.</summary>
    public int? MessageCount { get; set; }
}
