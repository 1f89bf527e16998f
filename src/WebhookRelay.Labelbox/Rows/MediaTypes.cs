using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>
/// Gives media types one spelling. Labelbox uses several: <c>image</c> in a row, <c>IMAGE</c>, <c>PDF</c> or <c>TMS_GEO</c>
/// for a project's type.
/// </summary>
internal static class MediaTypes
{
    public const string Image = "image";
    public const string Video = "video";
    public const string Text = "text";
    public const string Document = "document";
    public const string Geospatial = "geospatial";
    public const string Audio = "audio";
    public const string Conversational = "conversational";
    public const string Html = "html";
    public const string Dicom = "dicom";
    public const string Llm = "llm";

    /// <summary>The media type from a row's <c>media_attributes</c>; null if neither member identifies it.</summary>
    public static string? Of(string? assetType, string? mimeType) => OfAsset(assetType) ?? OfMime(mimeType);

    /// <summary>The media type of the current annotation kind; null if it is unknown or used for several.</summary>
    public static string? OfKind(ref Utf8JsonReader json)
    {
        if (json.TokenType is not JsonTokenType.String || json.ValueIsEscaped || json.RawLength() > 64)
        {
            return null;
        }

        Span<byte> kind = stackalloc byte[64];
        kind = kind[..json.CopyString(kind)];
        return kind.StartsWith("Image"u8) ? Image
            : kind.StartsWith("Video"u8) ? Video
            : kind.StartsWith("Document"u8) ? Document
            : kind.StartsWith("Conversational"u8) ? Conversational
            : kind.StartsWith("Geo"u8) ? Geospatial
            : kind.StartsWith("DICOM"u8) ? Dicom
            : kind.StartsWith("Audio"u8) ? Audio
            : kind.StartsWith("Message"u8) ? Llm
            // TextUnidirectionalRelationship is used in conversations too.
            : kind.SequenceEqual("TextEntity"u8) ? Text
            : null;
    }

    private static string? OfAsset(string? assetType) => assetType?.ToLowerInvariant().Replace('_', '-') switch
    {
        null => null,
        "image" => Image,
        "video" => Video,
        "text" => Text,
        "document" or "pdf" => Document,
        "geospatial" or "geospatial-tile" or "tms-geo" or "tms-simple" or "tiled-imagery" => Geospatial,
        "audio" => Audio,
        "conversational" => Conversational,
        "html" => Html,
        "dicom" => Dicom,
        var other => other,
    };

    private static string? OfMime(string? mimeType) => mimeType?.ToLowerInvariant() switch
    {
        null => null,
        "text/html" => Html,
        "application/pdf" => Document,
        "application/dicom" => Dicom,
        "application/vnd.labelbox.conversational" => Conversational,
        var mime when mime.StartsWith("image/", StringComparison.Ordinal) => Image,
        var mime when mime.StartsWith("video/", StringComparison.Ordinal) => Video,
        var mime when mime.StartsWith("audio/", StringComparison.Ordinal) => Audio,
        var mime when mime.StartsWith("text/", StringComparison.Ordinal) => Text,
        _ => null,
    };
}
