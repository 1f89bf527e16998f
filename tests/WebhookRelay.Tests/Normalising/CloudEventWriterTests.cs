using System.Text;
using System.Text.Json.Nodes;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;

namespace WebhookRelay.Tests.Normalising;

public sealed class CloudEventWriterTests
{
    private static readonly byte[] Row = "{\"data_row\" : {\"id\":\"row\"}, \"odd\":1e400}"u8.ToArray();

    private static readonly LedgerEntry Entry = new(
        1_717_588_801_500_007, LedgerEntry.TimeOf(1_717_588_801_500_000), "delivery-1", "LABEL_UPDATED", "", "01234567", [], new byte[32], Row.Length, Enumerable.Repeat((byte)0xAB, 32).ToArray(), null);

    [Fact]
    public void Known_attributes_are_written_and_data_is_unchanged()
    {
        var facts = new PayloadFacts
        {
            PayloadVersion = "v2",
            DataRow = Row,
            ProjectId = "project",
            DataRowId = "row",
            LabelId = "label",
            MediaType = "image",
            HappenedAt = new DateTimeOffset(2024, 6, 5, 14, 0, 0, TimeSpan.FromHours(2)),
            WorkflowStatus = "IN_REVIEW",
            WorkflowAction = "Approve",
            ReviewId = "review",
        };
        var written = Encoding.UTF8.GetString(CloudEventWriter.Write(new NormalisedEvent(Entry, facts), "ledger", local: false));

        Assert.Equal(
            """
            {"specversion":"1.0","id":"delivery-1","source":"https://app.labelbox.com/projects/project","type":"com.labelbox.label.updated","subject":"row","time":"2024-06-05T12:00:00Z","datacontenttype":"application/json","recordedtime":"2024-06-05T12:00:01.5Z","sequence":"00001717588801500007","ledgerid":"ledger","ledgerhash":"abababababababababababababababababababababababababababababababab","labelboxevent":"LABEL_UPDATED","projectid":"project","labelid":"label","mediatype":"image","workflowstatus":"IN_REVIEW","workflowaction":"Approve","reviewid":"review","payloadversion":"v2","recovered":false,"data":{"data_row" : {"id":"row"}, "odd":1e400}}
            """,
            written);
    }

    [Fact]
    public void Unknown_attributes_are_omitted()
    {
        var facts = new PayloadFacts { PayloadVersion = "unknown", DataRow = "{}"u8.ToArray() };
        var written = JsonNode.Parse(CloudEventWriter.Write(new NormalisedEvent(Entry with { Event = "Batch Closed!" }, facts), "ledger", local: true))!.AsObject();

        Assert.Equal("https://app.labelbox.com/", (string?)written["source"]);
        Assert.Equal("com.labelbox.other.batch-closed-", (string?)written["type"]);
        Assert.Equal("Batch Closed!", (string?)written["labelboxevent"]);
        Assert.Equal("local", (string?)written["dedup"]);
        Assert.All(["subject", "time", "projectid", "labelid", "mediatype", "workflowstatus", "workflowaction", "reviewid"], name => Assert.False(written.ContainsKey(name)));
    }

    [Theory]
    [InlineData("a b/c?d", "https://app.labelbox.com/projects/a%20b%2Fc%3Fd")]
    [InlineData("Projekt-ü", "https://app.labelbox.com/projects/Projekt-%C3%BC")]
    [InlineData("clwyxjn8e00fy07y3du1zc098", "https://app.labelbox.com/projects/clwyxjn8e00fy07y3du1zc098")]
    public void Source_is_a_valid_address_for_any_project_id(string projectId, string source)
    {
        var facts = new PayloadFacts { PayloadVersion = "v2", DataRow = Row, ProjectId = projectId };
        var written = JsonNode.Parse(CloudEventWriter.Write(new NormalisedEvent(Entry with { Event = "\"odd\\" }, facts), "ledger", local: false))!;

        Assert.Equal((source, projectId, "\"odd\\"), ((string?)written["source"], (string?)written["projectid"], (string?)written["labelboxevent"]));
    }

    [Fact]
    public void Long_attributes_are_written()
    {
        var facts = new PayloadFacts { PayloadVersion = "v2", DataRow = Row, ProjectId = new string('p', 512), DataRowId = new string('ü', 512), LabelId = new string('"', 512) };
        var written = JsonNode.Parse(CloudEventWriter.Write(new NormalisedEvent(Entry, facts), "ledger", local: false))!;

        Assert.Equal((facts.ProjectId, facts.DataRowId, facts.LabelId), ((string?)written["projectid"], (string?)written["subject"], (string?)written["labelid"]));
    }
}
