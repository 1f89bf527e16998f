using System.Text;
using System.Text.Json.Nodes;
using WebhookRelay.Contracts;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox.V1;

/// <summary>Complete V1 deliveries and the resulting rows; both handwritten.</summary>
public sealed class V1DeliveryTests
{
    private const string Delivery = """
        {"id":"label-1","createdAt":"2021-03-15T23:44:18Z","updatedAt":"2021-03-17T13:51:59Z","secondsToLabel":79.173,
         "label":"{\"objects\":[{\"featureId\":\"f\",\"title\":\"animal\",\"bbox\":{\"top\":1,\"left\":2,\"height\":3,\"width\":4}}],\"classifications\":[],\"other\":[1]}",
         "agreement":0.25,"benchmarkAgreement":0.75,"skipped":false,"deleted":true,"labelUrl":"https://l",
         "project":{"id":"project-1","createdAt":"2021-03-11T14:03:12Z","name":"Animals","description":"","deleted":false},
         "dataRow":{"id":"row-1","createdAt":"2021-03-11T14:09:41Z","updatedAt":"2021-03-11T14:09:42Z","deletedAt":null,"externalId":"177.jpg","globalKey":"g","rowData":"https://r"},
         "dataset":{"id":"dataset-1","name":"Zoo","deleted":false},
         "user":{"id":"user-1","email":"annotator@example.com"}}
        """;

    private const string Row = """
        {"data_row":{"id":"row-1","global_key":"g","external_id":"177.jpg","row_data":"https://r",
           "details":{"dataset_id":"dataset-1","dataset_name":"Zoo","created_at":"2021-03-11T14:09:41Z","updated_at":"2021-03-11T14:09:42Z"}},
         "projects":{"project-1":{"name":"Animals","labels":[{
           "id":"label-1",
           "annotations":{"objects":[{"feature_id":"f","name":"animal","bounding_box":{"top":1,"left":2,"height":3,"width":4},"classifications":[]}],"classifications":[],"v1":{"other":[1]}},
           "label_details":{"created_at":"2021-03-15T23:44:18Z","updated_at":"2021-03-17T13:51:59Z","created_by":"annotator@example.com"},
           "performance_details":{"seconds_to_create":79.173,"skipped":false,"consensus_score":0.25,"benchmark_score":0.75}}]}},
         "v1":{"deleted":true,"labelUrl":"https://l",
           "project":{"createdAt":"2021-03-11T14:03:12Z","description":"","deleted":false},
           "dataRow":{"deletedAt":null},"dataset":{"deleted":false},"user":{"id":"user-1"}}}
        """;

    [Fact]
    public void A_delivery_becomes_a_row_and_loses_nothing()
    {
        var facts = V1Delivery.Read(Encoding.UTF8.GetBytes(Delivery));

        SameJson.Assert(Row, JsonNode.Parse(facts.DataRow.Span));
        Assert.Equal(("v1", "project-1", "row-1", "label-1"), (facts.PayloadVersion, facts.ProjectId, facts.DataRowId, facts.LabelId));
    }

    [Theory]
    [InlineData("\"{\\\"tileLayerUrl\\\":\\\"https://t/{z}/{x}/{y}.png\\\",\\\"epsg\\\":\\\"Simple\\\"}\"", "geospatial")]
    [InlineData("""{"tileLayerUrl":"https://t/{z}/{x}/{y}.png","epsg":"Simple","bounds":[[0,0],[10,10]]}""", "geospatial")]
    [InlineData("""{"tileLayerUrl":"https://t/{z}/{x}/{y}.png","epsg":"EPSG4326"}""", "geospatial")]
    [InlineData("\"https://example.com/tileLayerUrl\"", null)]
    public void Tiled_row_has_its_media_type(string rowData, string? mediaType)
    {
        var delivery = Delivery.Replace("\"https://r\"", rowData, StringComparison.Ordinal);

        Assert.Equal(mediaType, V1Delivery.Read(Encoding.UTF8.GetBytes(delivery)).MediaType);
    }

    [Fact]
    public void Annotations_as_plain_JSON_are_read()
    {
        var facts = V1Delivery.Read("""{"label":{"objects":[{"featureId":"f"}]},"project":{"id":"project-1"},"dataRow":{"id":"r"}}"""u8.ToArray());

        SameJson.Assert("""
            {"data_row":{"id":"r"},"projects":{"project-1":{"labels":[{"annotations":{"objects":[{"feature_id":"f","classifications":[]}],"classifications":[]}}]}}}
            """, JsonNode.Parse(facts.DataRow.Span));
    }

    [Theory]
    [InlineData("null", """{"label":null}""", false)]
    [InlineData("\"Skip\"", """{"label":"Skip"}""", true)]
    [InlineData("\"\"", """{"label":""}""", false)]
    [InlineData("\"no json\"", """{"label":"no json"}""", false)]
    [InlineData("\"{\\\"objects\\\":[{\\\"featureId\\\":\\\"f\\\"},\"", """{"label":"{\"objects\":[{\"featureId\":\"f\"},"}""", false)]
    [InlineData("\"{} trailing\"", """{"label":"{} trailing"}""", false)]
    [InlineData("\"17\"", """{"label":"17"}""", false)]
    [InlineData("\"[1,2]\"", """{"label":"[1,2]"}""", false)]
    [InlineData("17", """{"label":17}""", false)]
    public void A_label_without_annotations_is_kept_as_it_is(string label, string v1, bool isSkipped)
    {
        var facts = V1Delivery.Read(Encoding.UTF8.GetBytes($$$"""{"id":"l","label":{{{label}}},"project":{"id":"p"},"dataRow":{"id":"r"}}"""));
        var skipped = isSkipped ? ""","performance_details":{"skipped":true}""" : string.Empty;

        SameJson.Assert($$$"""
            {"data_row":{"id":"r"},"projects":{"p":{"labels":[{"id":"l","annotations":{"objects":[],"classifications":[]}{{{skipped}}}}]}},"v1":{{{v1}}}}
            """, JsonNode.Parse(facts.DataRow.Span));
        Assert.Null(facts.MediaType);
    }

    [Fact]
    public void Label_with_invalid_unicode_is_preserved_as_bytes()
    {
        var facts = V1Delivery.Read("""{"label":"{\"objects\":[{\"title\":\"\ud800\"}]}","project":{"id":"p"},"dataRow":{"id":"r"}}"""u8.ToArray());

        Assert.Contains(""","v1":{"label":"{\"objects\":[{\"title\":\"\ud800\"}]}"}}""", Encoding.UTF8.GetString(facts.DataRow.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1", "null")]
    [InlineData("null", "-1")]
    [InlineData("\"high\"", "true")]
    public void Invalid_score_is_preserved_but_not_used(string agreement, string benchmarkAgreement)
    {
        var facts = V1Delivery.Read(Encoding.UTF8.GetBytes($$$"""{"agreement":{{{agreement}}},"benchmarkAgreement":{{{benchmarkAgreement}}},"project":{"id":"p"},"dataRow":{}}"""));

        SameJson.Assert($$$"""
            {"data_row":{},"projects":{"p":{"labels":[{"annotations":{"objects":[],"classifications":[]}}]}},"v1":{"agreement":{{{agreement}}},"benchmarkAgreement":{{{benchmarkAgreement}}}}}
            """, JsonNode.Parse(facts.DataRow.Span));
    }

    [Fact]
    public void Parts_of_another_type_are_kept_as_they_are()
    {
        var facts = V1Delivery.Read("""{"id":1,"skipped":"no","dataset":"d","user":["u"],"project":{"id":"p","name":7},"dataRow":{"id":"r","rowData":{}}}"""u8.ToArray());

        SameJson.Assert("""
            {"data_row":{"id":"r"},"projects":{"p":{"labels":[{"annotations":{"objects":[],"classifications":[]}}]}},
             "v1":{"id":1,"skipped":"no","dataset":"d","user":["u"],"project":{"name":7},"dataRow":{"rowData":{}}}}
            """, JsonNode.Parse(facts.DataRow.Span));
        Assert.Null(facts.LabelId);
    }

    [Theory]
    [InlineData(LabelboxTopic.LabelCreated, "2021-03-17T13:51:59Z", true)]
    [InlineData(LabelboxTopic.LabelUpdated, "2021-03-17T13:51:59Z", true)]
    [InlineData(LabelboxTopic.LabelDeleted, "2021-03-17T13:51:59Z", true)]
    [InlineData(LabelboxTopic.ReviewCreated, "2021-03-17T13:51:59Z", false)]
    [InlineData(LabelboxTopic.ReviewUpdated, "2021-03-17T13:51:59Z", false)]
    [InlineData(LabelboxTopic.ReviewDeleted, "2021-03-17T13:51:59Z", false)]
    [InlineData(LabelboxTopic.WorkflowAction, null, false)]
    [InlineData(LabelboxTopic.Other, null, false)]
    public void Times_are_the_labels(LabelboxTopic topic, string? happenedAt, bool isTold)
    {
        var facts = V1Delivery.Read(Encoding.UTF8.GetBytes(Delivery), topic);

        Assert.Equal((TestTimes.Time(happenedAt), isTold), (facts.HappenedAt, facts.HasOwnTimes));
    }

    [Theory]
    [InlineData("""{"label":"{}","dataRow":{"id":"r"}}""")]
    [InlineData("""{"label":"{}","project":{"name":"n"},"dataRow":{"id":"r"}}""")]
    [InlineData("""{"label":"{}","project":{"id":"\ud800"},"dataRow":{"id":"r"}}""")]
    [InlineData("""{"label":"{}","project":{"id":"p"},"dataRow":"r"}""")]
    [InlineData("""{"label":"{}","project":{"id":"p"}}""")]
    public void Object_without_project_or_row_is_not_V1(string body)
    {
        var facts = V1Delivery.Read(Encoding.UTF8.GetBytes(body));

        Assert.Equal(("unknown", body), (facts.PayloadVersion, Encoding.UTF8.GetString(facts.DataRow.Span)));
    }
}
