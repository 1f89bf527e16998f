namespace WebhookRelay.SampleData.Entities;

/// <summary>Every kind of data that Labelbox labels.</summary>
internal enum Media
{
    Image,
    Video,
    Text,
    Document,
    Geospatial,
    Audio,
    Conversational,
    Html,
    Dicom,
    Llm,
}

/// <summary>
/// The asset and MIME type of a kind of data. Observed at Labelbox: both types of images and conversations, and the MIME type
/// of videos. The others are invented.
/// </summary>
internal sealed record MediaTraits(string AssetType, string MimeType, string Extension)
{
    public static MediaTraits Of(Media media) => media switch
    {
        Media.Image => new("image", "image/jpeg", "jpg"),
        Media.Video => new("video", "video/mp4", "mp4"),
        Media.Text => new("text", "text/plain", "txt"),
        Media.Document => new("document", "application/pdf", "pdf"),
        Media.Geospatial => new("tms_geo", "application/vnd.labelbox.geospatial", "tif"),
        Media.Audio => new("audio", "audio/mpeg", "mp3"),
        Media.Conversational => new("conversational", "application/vnd.labelbox.conversational", "json"),
        Media.Html => new("html", "text/html", "html"),
        Media.Dicom => new("dicom", "application/dicom", "dcm"),
        Media.Llm => new("llm", "application/vnd.labelbox.conversational", "json"),
        _ => throw new ArgumentOutOfRangeException(nameof(media), media, "A new kind of data needs traits."),
    };
}
