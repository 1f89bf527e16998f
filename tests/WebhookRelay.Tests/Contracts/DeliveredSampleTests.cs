using System.Security.Cryptography;
using System.Text;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.SampleData;
using WebhookRelay.SampleData.Entities;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Contracts;

/// <summary>From a delivery's bytes through the normaliser to the subscriber's event.</summary>
public class DeliveredSampleTests
{
    public static TheoryData<string> Names() => Samples.Names();

    public static TheoryData<string> V1Names() => Samples.Names("webhook-v1-label-updated.json");

    [Theory]
    [MemberData(nameof(Names))]
    public void Delivered_row_becomes_a_valid_fully_typed_event(string name)
    {
        var row = Encoding.UTF8.GetBytes(Samples.Row(name).ToJsonString());

        var published = Published(row);

        Assert.Empty(PublishedSchemaTests.Faults(published));
        var read = WebhookRelay.Contracts.LabelboxEvent.Parse(published);
        Assert.Empty(UntypedMembers.In(read));
        RoundTripTests.AssertEqual(published, read.ToUtf8Json());
    }

    [Theory]
    [MemberData(nameof(V1Names))]
    public void A_delivery_of_V1_becomes_a_valid_event_with_typed_annotations(string name)
    {
        var published = Published(Encoding.UTF8.GetBytes(Samples.Json(name).ToJsonString()));

        Assert.Empty(PublishedSchemaTests.Faults(published));
        var read = WebhookRelay.Contracts.LabelboxEvent.Parse(published);
        var label = read.Data!.Projects!.Single().Value.Labels!.Single();
        Assert.Equal(read.LabelId, label.Id);
        Assert.Equal(5, label.Annotations!.Objects!.OfType<BoundingBoxObject>().Count());
        Assert.IsType<ChecklistClassification>(label.Annotations.Classifications!.Single());
        RoundTripTests.AssertEqual(published, read.ToUtf8Json());
    }

    /// <summary>Members of recorded rows of 2023 to 2025 that the samples lack.</summary>
    [Fact]
    public void Recorded_row_becomes_a_valid_fully_typed_event()
    {
        var published = Published("""
            {"data_row":{"id":"r","row_data":"https://r"},
             "media_attributes":{"asset_type":"pdf","exif_rotation":6,"text_layer_url":"https://t"},
             "metadata_fields":[{"schema_id":"s","schema_name":"split","value":[{"schema_name":"train"}]},{"schema_id":"s","schema_name":"n","value":3}],
             "projects":{"p":{"name":"P",
               "labels":[{"id":"l","label_kind":"Default","annotations":{"objects":[
                   {"feature_id":"f","annotation_kind":"ImageSegmentationMask","mask":{"url":"https://m"},"composite_mask":{"url":"https://c","color_rgb":[1,2,3]}}],
                   "classifications":[],"key_frame_feature_map":{"f":[13,19]}},
                 "label_details":{"updated_at":"2024-04-08T16:34:02.000+00:00","content_last_updated_at":"2024-04-08T16:34:00.513+00:00","reviews":[{"reviewed_at":"2024-04-08T16:35:00.123+00:00"}]},
                 "performance_details":{"seconds_to_create":66,"consensus_score":0.25},"performance_details_v2":{"anything":[1]}}],
               "project_details":{"ontology_id":"o","task_id":"t","task_name":"Initial review task","selected_label_id":"l","workflow_status":"IN_REVIEW",
                 "workflow_history":[{"action":"Approve","created_at":"2024-04-08T16:34:03.001+00:00","created_by":"someone@example.com","next_task_id":"n","next_task_name":"N","previous_task_id":"q","previous_task_name":"Q"}]},
               "project_tags":[{"id":"g","organization_id":"o","text":"urgent","color":"#ff0000","created_at":"2024-01-01T00:00:00.000Z","updated_at":"2024-01-01T00:00:00.000Z","created_by_id":"u","type":"PROJECT"}]}}}
            """u8.ToArray());

        Assert.Empty(PublishedSchemaTests.Faults(published));
        var read = WebhookRelay.Contracts.LabelboxEvent.Parse(published);
        Assert.Empty(UntypedMembers.In(read));
        RoundTripTests.AssertEqual(published, read.ToUtf8Json());
    }

    [Fact]
    public void Handwritten_row_of_each_media_type_becomes_a_valid_event() =>
        Assert.All(SampleRows.All(), row => Assert.Empty(PublishedSchemaTests.Faults(Published(row.Body))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Generated_delivery_of_each_topic_and_media_type_becomes_a_valid_event(bool isV1) => Assert.All(
        Enum.GetValues<Media>().SelectMany(media => Topics.All, (media, topic) => (media, topic)),
        made =>
        {
            var delivery = SampleDelivery.Of(made.topic, made.media, isV1, bytes: null, seed: 7, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))!;
            byte[] body = [.. delivery.Body().SelectMany(part => part.ToArray())];

            Assert.Empty(PublishedSchemaTests.Faults(Published(body, made.topic)));
        });

    private static byte[] Published(byte[] body, string topic = "LABEL_UPDATED")
    {
        var entry = new LedgerEntry(1_717_588_801_500_000, LedgerEntry.TimeOf(1_717_588_801_500_000), "delivery-1", topic, "", "01234567", [], SHA256.HashData(body), body.Length, new byte[32], null);
        var understood = Assert.IsType<NormalisationResult.Understood>(Normaliser.Normalise(entry, body));
        return CloudEventWriter.Write(understood.Event, "ledger", local: false);
    }
}
