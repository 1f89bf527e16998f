namespace WebhookRelay.Contracts;

/// <summary>
/// What is known of the medium: <c>media_attributes</c>. Seen for images, videos, documents and conversations; what other media have is
/// not known, and found in <see cref="Extensible.Unknown"/>.
/// </summary>
public sealed class MediaAttributes : Extensible
{
    /// <summary>The kind of the asset, such as <c>image</c> or <c>conversational</c>. Only newer rows have it.</summary>
    public string? AssetType { get; set; }

    /// <summary>The MIME type, such as <c>image/jpeg</c>, <c>video/mp4</c> or <c>application/vnd.labelbox.conversational</c>.</summary>
    public string? MimeType { get; set; }

    /// <summary>The height in pixels. Images; videos in third-party code only.</summary>
    public double? Height { get; set; }

    /// <summary>The width in pixels. Images; videos in third-party code only.</summary>
    public double? Width { get; set; }

    /// <summary>The orientation of EXIF, 1 to 8: a text until 2024, a number since. Images.</summary>
    public ExifRotation? ExifRotation { get; set; }

    /// <summary>Where the text of a document is. Documents.</summary>
    public string? TextLayerUrl { get; set; }

    /// <summary>Frames a second. Videos.</summary>
    public double? FrameRate { get; set; }

    /// <summary>The number of frames. Videos.</summary>
    public int? FrameCount { get; set; }

    /// <summary>The ids of the messages that can be labeled. Conversations.</summary>
    public IReadOnlyList<string>? LabelableIds { get; set; }

    /// <summary>The number of messages. Conversations.</summary>
    public int? MessageCount { get; set; }
}
