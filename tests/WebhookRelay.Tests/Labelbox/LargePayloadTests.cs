using System.Text;
using CsCheck;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox;

/// <summary>A segmented body gives the same result as a contiguous one.</summary>
public sealed class LargePayloadTests
{
    private const string Row = """
        {"data_row":{"id":"row-ü","details":{"last_activity_at":"2024-01-01T00:00:00+00:00"}},"media_attributes":{"mime_type":"image/png","asset_type":"image"},
         "projects":{"project-1":{"project_details":{"workflow_status":"IN_REVIEW","workflow_history":[{"action":"Move","created_at":"2024-06-05T13:00:00.000000+00:00"}]},
         "labels":[{"id":"label-\u00e9","annotations":{"frames":{"1":{"objects":{"f":{"annotation_kind":"VideoBoundingBox"}}}}},
         "label_details":{"created_at":"2024-06-04T12:00:00Z","updated_at":"2024-06-05T12:00:00.5+00:00","content_last_updated_at":"2024-06-05T11:00:00Z","reviews":[{"id":"review-1"}]}}]}},
         "text":"😀 \u00e9 \" \\"}
        """;

    private const string V1 = """
        {"id":"label-1","createdAt":"2021-03-15T23:44:18Z","updatedAt":"2021-03-17T13:51:59Z","label":"{\"objects\":[]}",
         "project":{"name":"p","id":"project-1"},"dataRow":{"id":"row-1"}}
        """;

    public static TheoryData<string> Bodies() =>
    [
        Row,
        $"\uFEFF{Row}",
        $" \n{Row}\r\n ",
        $$"""{"event":{"x":[1,2]},"payload":{"body":1},"row":{{Row}},"after":{} }""",
        """{"data_row":{"id":"r"},"projects":{"a":{},"b":{}}}""",
        """{"data_row":{"id":"r"}}""",
        """{"some":"object"}""",
        """{"id":"x","label":"not a delivery","dataRow":{"id":"r"}}""",
        "[1,2]",
        "12",
        "",
        "  ",
        Row[..^3],
        Row + "x",
        """{"a":01}""",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Segmented_body_reads_like_a_contiguous_one(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var whole = DeliveryPayload.Read(bytes, LabelboxTopic.LabelUpdated);
        for (var each = 1; each <= bytes.Length; each++)
        {
            switch (whole, LargePayload.Read(Segments.Of(bytes, each), LabelboxTopic.LabelUpdated))
            {
                case (PayloadReading.Understood { Facts: var expected }, LargeReading.Understood(var facts, var start, var length)):
                    Assert.Equal(expected with { DataRow = default }, facts with { DataRow = default });
                    Assert.Equal(expected.DataRow.ToArray(), bytes.AsSpan((int)start, (int)length).ToArray());
                    break;
                case (PayloadReading.NotUnderstood { Reason: var expected }, LargeReading.NotUnderstood { Reason: var reason }):
                    // A segmented reader may report the position a token later.
                    Assert.Equal(expected.Split(':')[0], reason.Split(':')[0]);
                    break;
                case var (expected, read):
                    Assert.Fail($"In pieces of {each}: {expected} was read as {read}.");
                    break;
            }
        }
    }

    [Fact]
    public void Row_with_key_frame_arrays_is_unchanged()
    {
        var body = Encoding.UTF8.GetBytes("""{"data_row":{"id":"row-1"},"projects":{"p":{"labels":[{"id":"l","annotations":{"key_frame_feature_map":{"f":[13,19]}}}]}}}""");
        var (facts, start, length) = Assert.IsType<LargeReading.Understood>(LargePayload.Read(Segments.Of(body, 5), LabelboxTopic.LabelUpdated));

        Assert.Equal(("v2", "row-1", "l"), (facts.PayloadVersion, facts.DataRowId, facts.LabelId));
        Assert.Equal((0, body.Length), (start, length));
    }

    [Fact]
    public void V1_delivery_yields_attributes_and_is_unchanged()
    {
        var body = Encoding.UTF8.GetBytes($"{V1}\n");
        var (facts, start, length) = Assert.IsType<LargeReading.Understood>(LargePayload.Read(Segments.Of(body, 7), LabelboxTopic.LabelUpdated));

        Assert.Equal(("v1", "project-1", "row-1", "label-1"), (facts.PayloadVersion, facts.ProjectId, facts.DataRowId, facts.LabelId));
        Assert.Equal(new DateTimeOffset(2021, 3, 17, 13, 51, 59, TimeSpan.Zero), facts.HappenedAt);
        Assert.Equal((0, body.Length), (start, length));
    }

    [Fact]
    public void Long_text_is_skipped_anywhere()
    {
        var text = new string('x', 1_000_000);
        var body = Encoding.UTF8.GetBytes($$$"""
            {"data_row":{"id":"row-1","row_data":"{{{text}}}","external_id":"{{{text}}}"},"{{{text}}}":{{{new string('1', 1_000_000)}}},
             "media_attributes":{"asset_type":"{{{text}}}","mime_type":"image/png"},"projects":{"{{{text}}}":{"labels":[{"id":"{{{text}}}"}]} } }
            """);
        var sequence = Segments.Of(body, 64 * 1024);
        LargePayload.Read(sequence, LabelboxTopic.LabelUpdated);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var (facts, _, _) = Assert.IsType<LargeReading.Understood>(LargePayload.Read(sequence, LabelboxTopic.LabelUpdated));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(("row-1", "image"), (facts.DataRowId, facts.MediaType));
        Assert.Null(facts.LabelId);
        Assert.Null(facts.ProjectId);
        Assert.InRange(allocated, 0, 64 * 1024);
    }

    [Fact]
    public void Invalid_utf8_is_rejected_at_any_split()
    {
        foreach (var bad in (byte[][])[[0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFF], [0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]])
        {
            byte[] body = [.. "{\"a\":\"é"u8, .. bad, .. "\"}"u8];
            var whole = Assert.IsType<PayloadReading.NotUnderstood>(DeliveryPayload.Read(body, LabelboxTopic.LabelUpdated));
            for (var each = 1; each <= body.Length; each++)
            {
                var reading = Assert.IsType<LargeReading.NotUnderstood>(LargePayload.Read(Segments.Of(body, each), LabelboxTopic.LabelUpdated));
                Assert.Equal(whole.Reason, reading.Reason);
            }
        }
    }

    [Fact]
    public void It_never_throws() => Gen.Select(Gen.Int[0, Row.Length - 1], Gen.Byte, Gen.Int[0, Row.Length], Gen.Int[1, 40]).Sample((at, value, cut, each) =>
    {
        var bytes = Encoding.UTF8.GetBytes(Row);
        bytes[at] = value;
        Assert.NotNull(LargePayload.Read(Segments.Of(bytes, each), LabelboxTopic.LabelUpdated));
        Assert.NotNull(LargePayload.Read(Segments.Of(bytes.AsMemory(0, cut), each), LabelboxTopic.LabelUpdated));
    });
}
