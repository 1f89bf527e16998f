using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;

namespace WebhookRelay.Tests.Normalising;

public sealed class NormaliserTests
{
    [Theory]
    [InlineData("LABEL_CREATED", LabelboxTopic.LabelCreated, "label.created")]
    [InlineData("label_updated", LabelboxTopic.LabelUpdated, "label.updated")]
    [InlineData("Label_Deleted", LabelboxTopic.LabelDeleted, "label.deleted")]
    [InlineData("WORKFLOW_ACTION", LabelboxTopic.WorkflowAction, "workflow.action")]
    [InlineData("move", LabelboxTopic.WorkflowAction, "workflow.action")]
    [InlineData("REVIEW_CREATED", LabelboxTopic.ReviewCreated, "review.created")]
    [InlineData("review_updated", LabelboxTopic.ReviewUpdated, "review.updated")]
    [InlineData("Review_Deleted", LabelboxTopic.ReviewDeleted, "review.deleted")]
    [InlineData("MODEL_RUN:Done", LabelboxTopic.Other, "other.model_run-done")]
    [InlineData("*", LabelboxTopic.Other, "other.-")]
    public void Topics_ignore_letter_case(string header, LabelboxTopic topic, string words)
    {
        foreach (var body in new[] { """{"data_row":{"id":"r"},"projects":{"p":{}}}""", """{"dataRow":{"id":"r"},"project":{"id":"p"}}""" })
        {
            var normalised = Understood(header, body);

            Assert.Equal((topic, $"com.labelbox.{words}", $"{words}.p", "r"), (normalised.Topic, normalised.Type, normalised.RoutingKey, normalised.Facts.DataRowId));
        }
    }

    [Fact]
    public void Unknown_payload_has_no_project() =>
        Assert.Equal("label.updated._", Understood("LABEL_UPDATED", """{"anything":1}""").RoutingKey);

    private static NormalisedEvent Understood(string header, string body)
    {
        var entry = new LedgerEntry(1, LedgerEntry.TimeOf(1), "id", header, "", "", [], new byte[32], body.Length, new byte[32], null);
        return Assert.IsType<NormalisationResult.Understood>(Normaliser.Normalise(entry, System.Text.Encoding.UTF8.GetBytes(body))).Event;
    }
}
