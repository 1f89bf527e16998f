using System.Text.Json.Nodes;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox;

/// <summary>Every recorded sample, and a handwritten row of every media type, in a delivery.</summary>
public sealed class SampleTests
{
    [Fact]
    public void V2_samples_are_preserved()
    {
        SampleDeliveries.SkipWhenAbsent();
        var rows = SampleDeliveries.V2().ToDictionary(sample => sample.Name, sample => sample.Body, StringComparer.Ordinal);

        Assert.Equal(18, rows.Count);
        Assert.All(rows, row => Assert.Equal(row.Value, Read(row.Value).DataRow.ToArray()));
        Assert.All(
            SampleDeliveries.V2InEnvelope().Zip(rows.Values),
            pair => SameJson.Assert(pair.Second, Read(pair.First.Body).DataRow.Span));
    }

    [Fact]
    public void Recorded_row_yields_its_ids()
    {
        SampleDeliveries.SkipWhenAbsent();
        var facts = Read(SampleDeliveries.V2().Single(sample => string.Equals(sample.Name, "row-image.json", StringComparison.Ordinal)).Body);

        Assert.Equal(
            ("v2", "clwyxjn8e00fy07y3du1zc098", "clwyxjdbw2hor0887c048u5tx", "clwyxjvsm1o20146z3i5tff6s", "image"),
            (facts.PayloadVersion, facts.ProjectId, facts.DataRowId, facts.LabelId, facts.MediaType));
    }

    [Fact]
    public void Recorded_v1_delivery_is_read_completely()
    {
        SampleDeliveries.SkipWhenAbsent();
        var body = SampleDeliveries.V1().Single(sample => string.Equals(sample.Name, "webhook-v1-label-updated.json", StringComparison.Ordinal)).Body;
        var facts = Read(body);

        Assert.Equal(
            ("v1", "ckm4xyfncfgja0760vpfdxoro", "ckm4y6s5a1s7e0rb6bgf00oqa", "ckmb8h50t008f3h683tugqsap", "image"),
            (facts.PayloadVersion, facts.ProjectId, facts.DataRowId, facts.LabelId, facts.MediaType));
        var annotations = JsonNode.Parse(facts.DataRow.Span)!["projects"]![facts.ProjectId!]!["labels"]![0]!["annotations"]!;
        Assert.Equal(5, annotations["objects"]!.AsArray().Count);
        SameJson.Assert("""
            {"feature_id":"ckmdi72l700043g68i52bq31i","feature_schema_id":"ckm3se1a5010y0y6rcdc0bvvl","name":"animal","value":"animal","bounding_box":{"top":94,"left":65,"height":104,"width":67},
             "annotation_kind":"ImageBoundingBox","classifications":[],"v1":{"color":"#1CE6FF","instanceURI":"https://api.labelbox.com/masks/feature/ckmdi72l700043g68i52bq31i"}}
            """, annotations["objects"]![4]);
        SameJson.Assert("""
            [{"feature_id":"ckmb8h0t7008e3h68hhmuf3y4","feature_schema_id":"ckm3se1a4010w0y6rd579gyl3","name":"image","value":"image",
              "checklist_answers":[{"feature_id":"ckmb8h0t6008d3h689yq6cnm6","feature_schema_id":"ckm3se1aw01120y6r7zkcd93v","name":"contains_human","value":"contains_human","classifications":[]}]}]
            """, annotations["classifications"]);
    }

    [Fact]
    public void V1_samples_keep_every_value()
    {
        SampleDeliveries.SkipWhenAbsent();
        var samples = SampleDeliveries.V1().ToList();

        Assert.Equal(3, samples.Count);
        Assert.All(samples, sample =>
        {
            var facts = Read(sample.Body);
            Assert.Equal(("v1", "image"), (facts.PayloadVersion, facts.MediaType));
            var label = JsonNode.Parse(JsonNode.Parse(sample.Body)!["label"]!.GetValue<string>())!;
            var kept = Leaves(JsonNode.Parse(facts.DataRow.Span)).ToHashSet(StringComparer.Ordinal);
            Assert.All(Leaves(label), leaf => Assert.Contains(leaf, kept));
        });
    }

    [Fact]
    public void Row_of_each_media_type_is_preserved_with_its_type() => Assert.All(SampleRows.All(), row =>
    {
        var facts = Read(row.Body);

        Assert.Equal(row.Body, facts.DataRow.ToArray());
        Assert.Equal(
            (row.MediaType, "project-1", "row-1", "label-1", "IN_REVIEW", "Move"),
            (facts.MediaType, facts.ProjectId, facts.DataRowId, facts.LabelId, facts.WorkflowStatus, facts.WorkflowAction));
    });

    private static PayloadFacts Read(byte[] body) =>
        Assert.IsType<PayloadReading.Understood>(DeliveryPayload.Read(body, LabelboxTopic.LabelUpdated)).Facts;

    private static IEnumerable<string> Leaves(JsonNode? json) => json switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value)),
        JsonArray elements => elements.SelectMany(Leaves),
        null => [],
        _ => [json.ToJsonString()],
    };
}
