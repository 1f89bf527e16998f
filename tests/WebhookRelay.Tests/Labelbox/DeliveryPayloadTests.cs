using System.Text;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Tests.Labelbox;

/// <summary>Detection of a body's format, and its attributes.</summary>
public sealed class DeliveryPayloadTests
{
    private const string Row = """
        {"data_row":{"id":"row-1","details":{"last_activity_at":"2024-01-01T00:00:00+00:00"}},"media_attributes":{"mime_type":"image/png","asset_type":"image"},
         "projects":{"project-1":{"name":"p","labels":[{"id":"label-1","label_details":{"updated_at":"2024-06-05T12:00:00.5+00:00","reviews":[{"id":"review-1"}]}}],
           "project_details":{"workflow_status":"IN_REVIEW","workflow_history":[{"action":"Approve","created_at":"2024-06-05T12:00:01.000001+00:00"}]}}}}
        """;

    [Fact]
    public void V2_row_is_preserved_byte_for_byte()
    {
        var facts = Understood(Row);

        Assert.Equal(("v2", "project-1", "row-1", "label-1", "image"), (facts.PayloadVersion, facts.ProjectId, facts.DataRowId, facts.LabelId, facts.MediaType));
        Assert.Equal(("IN_REVIEW", "Approve", "review-1"), (facts.WorkflowStatus, facts.WorkflowAction, facts.ReviewId));
        Assert.Equal(new DateTimeOffset(2024, 6, 5, 12, 0, 0, 500, TimeSpan.Zero), facts.HappenedAt);
        Assert.Equal(Row, Encoding.UTF8.GetString(facts.DataRow.Span));
    }

    [Theory]
    [InlineData("""{"event":"x","payload":{"some":1},"body":ROW }""")]
    [InlineData("""{"body":ROW,"data":{"data_row":{"id":"a-second-one"}}}""")]
    [InlineData("""{"label":ROW,"id":"label-of-the-envelope"}""")]
    [InlineData(""" {"projects_of":[{"data_row":{}}], "row" : ROW }""")]
    public void Row_is_extracted_from_its_envelope(string envelope)
    {
        var facts = Understood(envelope.Replace("ROW", Row, StringComparison.Ordinal));

        Assert.Equal(("v2", "project-1", "row-1", "label-1"), (facts.PayloadVersion, facts.ProjectId, facts.DataRowId, facts.LabelId));
        Assert.Equal(Row, Encoding.UTF8.GetString(facts.DataRow.Span));
    }

    [Fact]
    public void Row_two_levels_down_is_not_found() =>
        Assert.Equal("unknown", Understood($$$"""{"a":{"b":{{{Row}}}}}""").PayloadVersion);

    [Fact]
    public void Envelope_members_do_not_belong_to_the_row()
    {
        var facts = Understood("""{"first":{"media_attributes":{"asset_type":"video"},"projects":{"other":{}}},"second":{"data_row":{"id":"r"}}}""");

        Assert.Equal(("r", null, null), (facts.DataRowId, facts.ProjectId, facts.MediaType));
    }

    [Theory]
    [InlineData("""{"data_row":{"id":"r"},"projects":{"a":{},"b":{}}}""", "two projects")]
    [InlineData("""{"data_row":{"id":"r"},"projects":{}}""", "no project")]
    [InlineData("""{"data_row":{"id":"r"},"projects":[]}""", "projects of another kind")]
    [InlineData("""{"data_row":{"id":"r"}}""", "nothing")]
    public void Ambiguous_project_is_null(string json, string what) => Assert.True(Understood(json).ProjectId is null, what);

    [Theory]
    [InlineData("""{"data_row":{"id":"first"},"data_row":{"id":"last"}}""")]
    [InlineData("""{"data_row":{"id":"first","id":"last"}}""")]
    [InlineData("""{"data_row":{"id":"la\u0073t"}}""")]
    [InlineData("""{"data_row":{"details":{"id":"no"},"id":"last","other":{"id":"no"}},"id":"no","attachments":[{"id":"no"}]}""")]
    public void Last_of_repeated_members_wins(string json) => Assert.Equal("last", Understood(json).DataRowId);

    [Theory]
    [InlineData("""{"data_row":{"id":5}}""")]
    [InlineData("""{"data_row":{"id":""}}""")]
    [InlineData("""{"data_row":{"id":"\ud800"}}""")]
    [InlineData("""{"data_row":{"id":["r"]}}""")]
    [InlineData("""{"data_row":{"id":null}}""")]
    public void Invalid_id_is_null(string json) => Assert.Null(Understood(json).DataRowId);

    [Fact]
    public void Overlong_id_is_null() => Assert.Null(Understood($$$"""{"data_row":{"id":"{{{new string('x', 513)}}}"}}""").DataRowId);

    [Fact]
    public void Unknown_object_is_preserved()
    {
        var facts = Understood("""{"modelRunId":"x"}""");

        Assert.Equal(("unknown", """{"modelRunId":"x"}"""), (facts.PayloadVersion, Encoding.UTF8.GetString(facts.DataRow.Span)));
        Assert.Null(facts.HappenedAt);
    }

    [Fact]
    public void Byte_order_mark_is_skipped()
    {
        var reading = DeliveryPayload.Read((byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Row)], LabelboxTopic.LabelUpdated);

        Assert.Equal(Row, Encoding.UTF8.GetString(Assert.IsType<PayloadReading.Understood>(reading).Facts.DataRow.Span));
    }

    [Theory]
    [InlineData("", "not-json: the body is empty")]
    [InlineData(" ", "not-json: line 1, byte 2")]
    [InlineData("{", "not-json: line 1, byte 2")]
    [InlineData("{\"a\":\n  secret", "not-json: line 2, byte 3")]
    [InlineData("{\"secret\":1} secret", "not-json: line 1, byte 14")]
    [InlineData("{\"secret\":01}", "not-json: line 1, byte 12")]
    [InlineData("{\"secret\":\"\u0000\"}", "not-json: line 1, byte 12")]
    [InlineData("[]", "not-an-object: the body is JSON, but its first byte opens no object")]
    [InlineData("1e400", "not-an-object: the body is JSON, but its first byte opens no object")]
    [InlineData("\"secret\"", "not-an-object: the body is JSON, but its first byte opens no object")]
    public void Non_object_is_rejected_without_quoting_it(string body, string reason)
    {
        var reading = Assert.IsType<PayloadReading.NotUnderstood>(DeliveryPayload.Read(Encoding.UTF8.GetBytes(body), LabelboxTopic.LabelUpdated));

        Assert.Equal(reason, reading.Reason);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xC3, 0x28 }, 3)]
    [InlineData(new byte[] { (byte)'{', 0xE2, 0x82 }, 2)]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 1)]
    public void Invalid_utf8_is_rejected(byte[] body, int at)
    {
        var reading = Assert.IsType<PayloadReading.NotUnderstood>(DeliveryPayload.Read(body, LabelboxTopic.LabelUpdated));

        Assert.Equal($"not-json: not UTF-8 at byte {at}", reading.Reason);
    }

    private static PayloadFacts Understood(string json) =>
        Assert.IsType<PayloadReading.Understood>(DeliveryPayload.Read(Encoding.UTF8.GetBytes(json), LabelboxTopic.LabelUpdated)).Facts;
}
