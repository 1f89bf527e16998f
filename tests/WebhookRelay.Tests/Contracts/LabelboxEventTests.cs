using System.Text.Json;
using WebhookRelay.Contracts;

namespace WebhookRelay.Tests.Contracts;

public class LabelboxEventTests
{
    private static ReadOnlySpan<byte> Whole => """
        {
          "specversion": "1.0", "id": "ckmdi74ew57lq063553kuzekq", "source": "https://app.labelbox.com/projects/p1",
          "type": "com.labelbox.label.updated", "subject": "row-1", "time": "2021-03-17T13:51:59.000Z",
          "datacontenttype": "application/json", "recordedtime": "2021-03-17T13:52:01.5+01:00",
          "sequence": "00001615988721500000", "ledgerid": "ledger-1", "ledgerhash": "ab", "labelboxevent": "label_updated",
          "projectid": "p1", "labelid": "l1", "mediatype": "image", "payloadversion": "v2", "recovered": true,
          "dedup": "local", "replayid": "r1", "workflowstatus": "IN_REVIEW", "workflowaction": "Approve", "reviewid": "v1",
          "dataref": "https://relay/payloads/1", "datasha256": "cd", "datalength": 123,
          "traceparent": "00-x", "data": { "data_row": { "id": "row-1" } }
        }
        """u8;

    [Fact]
    public void Every_attribute_has_a_property()
    {
        var read = LabelboxEvent.Parse(Whole);

        Assert.Equal("1.0", read.SpecVersion);
        Assert.Equal("ckmdi74ew57lq063553kuzekq", read.Id);
        Assert.Equal("https://app.labelbox.com/projects/p1", read.Source);
        Assert.Equal("com.labelbox.label.updated", read.Type);
        Assert.Equal(("row-1", "row-1"), (read.Subject, read.DataRowId));
        Assert.Equal(new DateTimeOffset(2021, 3, 17, 13, 51, 59, TimeSpan.Zero), read.Time);
        Assert.Equal("application/json", read.DataContentType);
        Assert.Equal(new DateTimeOffset(2021, 3, 17, 12, 52, 1, 500, TimeSpan.Zero), read.RecordedTime);
        Assert.Equal(("00001615988721500000", "ledger-1", "ab"), (read.Sequence, read.LedgerId, read.LedgerHash));
        Assert.Equal(("label_updated", LabelboxTopic.LabelUpdated), (read.EventHeader, read.Topic));
        Assert.Equal(("p1", "l1", "image", "v2"), (read.ProjectId, read.LabelId, read.MediaType, read.PayloadVersion));
        Assert.True(read.Recovered);
        Assert.Equal(("local", "r1"), (read.Dedup, read.ReplayId));
        Assert.Equal(("IN_REVIEW", "Approve", "v1"), (read.WorkflowStatus, read.WorkflowAction, read.ReviewId));
        Assert.Equal(("https://relay/payloads/1", "cd", 123L), (read.DataRef, read.DataSha256, read.DataLength));
        Assert.Equal("row-1", read.Data?.Asset?.Id);
        Assert.Equal("traceparent", Assert.Single(read.Unknown!).Key);
    }

    [Fact]
    public void Written_event_equals_the_read_one()
    {
        var written = LabelboxEvent.Parse(Whole).ToUtf8Json();

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Whole), JsonElement.Parse(written)));
    }

    [Theory]
    [InlineData("specversion")]
    [InlineData("id")]
    [InlineData("source")]
    [InlineData("type")]
    [InlineData("labelboxevent")]
    public void Missing_required_attribute_is_rejected_by_name(string attribute)
    {
        var members = JsonElement.Parse(Whole).EnumerateObject().Where(member => !member.NameEquals(attribute));
        var without = JsonSerializer.SerializeToUtf8Bytes(members.ToDictionary(member => member.Name, member => member.Value));

        Assert.Contains($"'{attribute}'", Assert.Throws<JsonException>(() => LabelboxEvent.Parse(without)).Message, StringComparison.Ordinal);
    }
}
