using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Tests.Labelbox;

public sealed class DeliveryPayloadTests
{
    private const string Row = """
        {"data_row":{"id":"row-1","details":{"last_activity_at":"2024-01-01T00:00:00+00:00"}},"media_attributes":{"mime_type":"image/png","asset_type":"image"},
         "projects":{"project-1":{"labels":[{"id":"label-1","label_details":{"updated_at":"2024-06-05T12:00:00.5+00:00"}}]}}}
        """;

    [Fact]
    public void A_v2_row_passes_as_the_bytes_that_came()
    {
        var facts = Understood(Row);

        Assert.Equal(("v2", "project-1", "row-1", "label-1", "image"), (facts.PayloadVersion, facts.ProjectId, facts.DataRowId, facts.LabelId, facts.MediaType));
        Assert.Equal(new DateTimeOffset(2024, 6, 5, 12, 0, 0, 500, TimeSpan.Zero), facts.HappenedAt);
        Assert.Equal(Row, Encoding.UTF8.GetString(facts.DataRow.Span));
    }

    [Fact]
    public void A_row_in_an_envelope_is_taken_out_of_it()
    {
        var facts = Understood($$"""{"event":"x","payload":{"some":1},"body":{{Row}} }""");

        Assert.Equal("row-1", facts.DataRowId);
        Assert.Equal(Row, Encoding.UTF8.GetString(facts.DataRow.Span));
    }

    [Theory]
    [InlineData("""{"data_row":{"id":"r"},"projects":{"a":{},"b":{}}}""", "two projects")]
    [InlineData("""{"data_row":{"id":"r"},"projects":{}}""", "no project")]
    [InlineData("""{"data_row":{"id":"r"},"projects":[]}""", "projects of another kind")]
    [InlineData("""{"data_row":{"id":"r"}}""", "nothing")]
    public void Which_project_is_not_guessed(string json, string what) => Assert.True(Understood(json).ProjectId is null, what);

    [Fact]
    public void Of_several_labels_the_newest_is_meant_where_that_can_be_told()
    {
        const string Labels = """{"data_row":{"id":"r"},"projects":{"p":{"labels":[{"id":"old","label_details":{"updated_at":"2024-01-01T00:00:00Z"}},{"id":"new"LATER}]}}}""";

        Assert.Equal("new", Understood(Labels.Replace("LATER", ""","label_details":{"created_at":"2024-02-01T00:00:00Z"}""", StringComparison.Ordinal)).LabelId);
        Assert.Null(Understood(Labels.Replace("LATER", string.Empty, StringComparison.Ordinal)).LabelId);
    }

    [Fact]
    public void An_object_of_neither_shape_is_passed_on_as_it_is()
    {
        var facts = Understood("""{"modelRunId":"x"}""");

        Assert.Equal(("unknown", """{"modelRunId":"x"}"""), (facts.PayloadVersion, Encoding.UTF8.GetString(facts.DataRow.Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{"data_row":{"id":"secret-value"}} trailing""")]
    public void What_is_no_json_object_is_not_understood_and_not_quoted(string body)
    {
        var reading = Assert.IsType<PayloadReading.NotUnderstood>(DeliveryPayload.Read(Encoding.UTF8.GetBytes(body)));

        Assert.DoesNotContain("secret-value", reading.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("trailing", reading.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void It_never_throws() => Gen.Select(Gen.Int[0, Row.Length - 1], Gen.Byte, Gen.Int[0, Row.Length]).Sample((at, value, cut) =>
    {
        var bytes = Encoding.UTF8.GetBytes(Row);
        bytes[at] = value;
        Assert.NotNull(DeliveryPayload.Read(bytes));
        Assert.NotNull(DeliveryPayload.Read(bytes.AsMemory(0, cut)));
    });

    [Fact]
    public void Deep_nesting_is_neither_a_crash_nor_an_event()
    {
        var deep = Encoding.UTF8.GetBytes($$"""{"a":{{new string('[', 200_000)}}{{new string(']', 200_000)}}}""");

        Assert.IsType<PayloadReading.NotUnderstood>(DeliveryPayload.Read(deep));
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        Assert.IsType<PayloadReading.Understood>(DeliveryPayload.Read((byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Row)]));

    [Fact]
    public void A_v1_delivery_becomes_a_row()
    {
        var facts = Understood("""
            {"id":"label-1","createdAt":"2021-03-15T23:44:18Z","updatedAt":"2021-03-17T13:51:59Z","secondsToLabel":7.5,"agreement":0.5,"deleted":true,
             "label":"{\"objects\":[{\"featureId\":\"f1\",\"schemaId\":\"s1\",\"title\":\"cat\",\"value\":\"cat\",\"color\":\"#fff\",\"instanceURI\":\"https://masks/1\"}],\"classifications\":[{\"featureId\":\"c1\",\"title\":\"q\",\"answer\":{\"featureId\":\"a1\",\"title\":\"yes\"}},{\"featureId\":\"c2\",\"title\":\"t\",\"answer\":\"words\"},{\"featureId\":\"c3\",\"answers\":[{\"title\":\"m\"}]}]}",
             "project":{"id":"project-1","name":"p","deleted":false},"dataRow":{"id":"row-1","externalId":"x","rowData":"https://r","deletedAt":null},
             "dataset":{"id":"ds","name":"d"},"user":{"id":"u","email":"annotator@example.com"}}
            """);

        Assert.Equal(("v1", "project-1", "row-1", "label-1"), (facts.PayloadVersion, facts.ProjectId, facts.DataRowId, facts.LabelId));
        var row = JsonNode.Parse(facts.DataRow.Span)!;
        var label = row["projects"]!["project-1"]!["labels"]![0]!;
        var annotations = label["annotations"]!;
        Assert.Equal("https://masks/1", (string?)annotations["objects"]![0]!["mask"]!["url"]);
        Assert.Equal("f1", (string?)annotations["objects"]![0]!["feature_id"]);
        Assert.Equal("s1", (string?)annotations["objects"]![0]!["feature_schema_id"]);
        Assert.Equal("yes", (string?)annotations["classifications"]![0]!["radio_answer"]!["name"]);
        Assert.Equal("words", (string?)annotations["classifications"]![1]!["text_answer"]!["content"]);
        Assert.Equal("m", (string?)annotations["classifications"]![2]!["checklist_answers"]![0]!["name"]);
        Assert.Equal("annotator@example.com", (string?)label["label_details"]!["created_by"]);
        Assert.Equal(7.5, (double)label["performance_details"]!["seconds_to_create"]!);
        Assert.True((bool)row["v1"]!["deleted"]!);
        Assert.Equal(0.5, (double)row["v1"]!["agreement"]!);
        Assert.Equal("u", (string?)row["v1"]!["user"]!["id"]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"Skip\"")]
    [InlineData("\"not json\"")]
    public void A_v1_label_without_annotations_is_a_row_all_the_same(string label)
    {
        var facts = Understood($$$"""{"id":"l","label":{{{label}}},"project":{"id":"p"},"dataRow":{"id":"r"}}""");

        Assert.Equal(("v1", "r"), (facts.PayloadVersion, facts.DataRowId));
        Assert.Empty(JsonNode.Parse(facts.DataRow.Span)!["projects"]!["p"]!["labels"]![0]!["annotations"]!["objects"]!.AsArray());
    }

    [Fact]
    public void The_recorded_deliveries_are_read_whole()
    {
        var samples = Environment.GetEnvironmentVariable("LABELBOX_SAMPLES") ?? FindSamples();
        Assert.SkipWhen(samples is null || !File.Exists(Path.Combine(samples, "row-image.json")), "The sample files are not here; LABELBOX_SAMPLES names their folder.");

        var v2 = Understood(File.ReadAllText(Path.Combine(samples!, "row-image.json")));
        Assert.Equal(("v2", "clwyxjn8e00fy07y3du1zc098", "clwyxjdbw2hor0887c048u5tx", "clwyxjvsm1o20146z3i5tff6s", "image"), (v2.PayloadVersion, v2.ProjectId, v2.DataRowId, v2.LabelId, v2.MediaType));
        var v1 = Understood(File.ReadAllText(Path.Combine(samples!, "webhook-v1-label-updated.json")));
        Assert.Equal(("v1", "ckm4xyfncfgja0760vpfdxoro", "ckm4y6s5a1s7e0rb6bgf00oqa", "ckmb8h50t008f3h683tugqsap"), (v1.PayloadVersion, v1.ProjectId, v1.DataRowId, v1.LabelId));
        Assert.Equal(5, JsonNode.Parse(v1.DataRow.Span)!["projects"]!["ckm4xyfncfgja0760vpfdxoro"]!["labels"]![0]!["annotations"]!["objects"]!.AsArray().Count);
    }

    private static PayloadFacts Understood(string json) =>
        Assert.IsType<PayloadReading.Understood>(DeliveryPayload.Read(Encoding.UTF8.GetBytes(json))).Facts;

    private static string? FindSamples()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var samples = Path.Combine(folder.FullName, "..", "shared", "labelbox", "samples");
            if (Directory.Exists(samples))
            {
                return samples;
            }
        }

        return null;
    }
}
