using CsCheck;
using WebhookRelay.Contracts;

namespace WebhookRelay.Tests.Contracts;

public sealed class RoutingTests
{
    [Theory]
    [InlineData("LABEL_CREATED", "p1", "label.created.p1")]
    [InlineData("label_updated", "p1", "label.updated.p1")]
    [InlineData("LABEL_DELETED", null, "label.deleted._")]
    [InlineData("WORKFLOW_ACTION", "p1", "workflow.action.p1")]
    [InlineData("MOVE", "p1", "workflow.action.p1")]
    [InlineData("REVIEW_CREATED", "p1", "review.created.p1")]
    [InlineData("REVIEW_UPDATED", "p1", "review.updated.p1")]
    [InlineData("REVIEW_DELETED", "p1", "review.deleted.p1")]
    [InlineData("Batch.Closed!", "a.b#c", "other.batch-closed-.a-b-c")]
    public void Routing_key_has_three_words(string header, string? project, string key) => Assert.Equal(key, RoutingKey.For(header, project));

    [Fact]
    public void Routing_key_has_three_words_of_at_most_255_bytes() => Gen.Select(Gen.String[1, 300], Gen.String[0, 600]).Sample((header, project) =>
    {
        var key = RoutingKey.For(header, project);
        Assert.Matches("^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$", key);
        Assert.InRange(key.Length, 5, 255);
    });

    [Fact]
    public void Message_id_is_a_version_5_uuid()
    {
        var id = EventIdentity.MessageId("ckmdi74ew57lq063553kuzekq");

        Assert.Equal(id, EventIdentity.MessageId("ckmdi74ew57lq063553kuzekq"));
        Assert.NotEqual(id, EventIdentity.MessageId("ckmdi74ew57lq063553kuzekr"));
        Assert.Equal(5, id.Version);
    }
}
