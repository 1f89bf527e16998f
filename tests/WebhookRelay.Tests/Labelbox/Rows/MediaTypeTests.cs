using System.Text;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Tests.Labelbox.Rows;

public sealed class MediaTypeTests
{
    [Theory]
    [InlineData("image", "image")]
    [InlineData("VIDEO", "video")]
    [InlineData("text", "text")]
    [InlineData("PDF", "document")]
    [InlineData("document", "document")]
    [InlineData("TMS_GEO", "geospatial")]
    [InlineData("geospatial", "geospatial")]
    [InlineData("audio", "audio")]
    [InlineData("conversational", "conversational")]
    [InlineData("HTML", "html")]
    [InlineData("dicom", "dicom")]
    [InlineData("LLM_PROMPT_RESPONSE_CREATION", "llm-prompt-response-creation")]
    [InlineData("LLM_PROMPT_CREATION", "llm-prompt-creation")]
    [InlineData("llm", "llm")]
    [InlineData("POINT_CLOUD", "point-cloud")]
    public void Asset_type_has_one_spelling(string assetType, string mediaType) =>
        Assert.Equal(mediaType, Read($$$$$$"""{"asset_type":"{{{{{{assetType}}}}}}","mime_type":"image/png"}""", "{}"));

    [Theory]
    [InlineData("image/jpeg", "image")]
    [InlineData("video/mp4", "video")]
    [InlineData("audio/mpeg", "audio")]
    [InlineData("text/plain", "text")]
    [InlineData("text/html", "html")]
    [InlineData("application/pdf", "document")]
    [InlineData("application/dicom", "dicom")]
    [InlineData("application/vnd.labelbox.conversational", "conversational")]
    [InlineData("application/octet-stream", null)]
    public void Mime_type_replaces_a_missing_asset_type(string mimeType, string? mediaType) =>
        Assert.Equal(mediaType, Read($$$$$$"""{"mime_type":"{{{{{{mimeType}}}}}}"}""", "{}"));

    [Theory]
    [InlineData("ImageSegmentationMask", "image")]
    [InlineData("VideoBoundingBox", "video")]
    [InlineData("TextEntity", "text")]
    [InlineData("DocumentEntityToken", "document")]
    [InlineData("GeoPolygon", "geospatial")]
    [InlineData("ConversationalTextEntity", "conversational")]
    [InlineData("DICOMPolyline", "dicom")]
    [InlineData("MessageRanking", "llm")]
    [InlineData("TextUnidirectionalRelationship", null)]
    [InlineData("SomethingNew", null)]
    public void Annotation_kind_replaces_missing_types(string kind, string? mediaType)
    {
        Assert.Equal(mediaType, Read("{}", $$$$$$"""{"objects":[{"classifications":[]},{"annotation_kind":"{{{{{{kind}}}}}}"}]}"""));
        Assert.Equal(mediaType, Read("{}", $$$$$$"""{"frames":{"1":{"objects":{"f":{"annotation_kind":"{{{{{{kind}}}}}}"}}}}}"""));
    }

    [Theory]
    [InlineData("""{"asset_type":7,"mime_type":[]}""", """{"annotation_kind":"ImagePolygon","objects":[{"annotation_kind":{"annotation_kind":5}}]}""")]
    [InlineData("{}", """{"classifications":[{"name":"annotation_kind","value":"ImagePolygon"}]}""")]
    public void Media_type_is_null_otherwise(string mediaAttributes, string annotations) => Assert.Null(Read(mediaAttributes, annotations));

    private static string? Read(string mediaAttributes, string annotations)
    {
        var row = $$$$$$"""{"data_row":{"id":"r"},"media_attributes":{{{{{{mediaAttributes}}}}}},"projects":{"p":{"labels":[{"annotations":{{{{{{annotations}}}}}}}]}}}""";
        return Assert.IsType<PayloadReading.Understood>(DeliveryPayload.Read(Encoding.UTF8.GetBytes(row), LabelboxTopic.LabelUpdated)).Facts.MediaType;
    }
}
