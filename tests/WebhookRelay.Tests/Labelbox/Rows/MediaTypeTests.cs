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
    public void An_asset_type_has_one_spelling(string assetType, string mediaType) =>
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
    public void Without_an_asset_type_the_mime_type_tells(string mimeType, string? mediaType) =>
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
    public void Without_either_an_annotations_kind_tells(string kind, string? mediaType)
    {
        Assert.Equal(mediaType, Read("{}", $$$$$$"""{"objects":[{"classifications":[]},{"annotation_kind":"{{{{{{kind}}}}}}"}]}"""));
        Assert.Equal(mediaType, Read("{}", $$$$$$"""{"frames":{"1":{"objects":{"f":{"annotation_kind":"{{{{{{kind}}}}}}"}}}}}"""));
    }

    [Theory]
    [InlineData("""{"asset_type":7,"mime_type":[]}""", """{"annotation_kind":"ImagePolygon","objects":[{"annotation_kind":{"annotation_kind":5}}]}""")]
    [InlineData("{}", """{"classifications":[{"name":"annotation_kind","value":"ImagePolygon"}]}""")]
    public void Otherwise_it_is_not_told(string mediaAttributes, string annotations) => Assert.Null(Read(mediaAttributes, annotations));

    private static string? Read(string mediaAttributes, string annotations)
    {
        var row = $$$$$$"""{"data_row":{"id":"r"},"media_attributes":{{{{{{mediaAttributes}}}}}},"projects":{"p":{"labels":[{"annotations":{{{{{{annotations}}}}}}}]}}}""";
        return Assert.IsType<PayloadReading.Understood>(DeliveryPayload.Read(Encoding.UTF8.GetBytes(row), LabelboxTopic.LabelUpdated)).Facts.MediaType;
    }
}
