using WebhookRelay.Consumer;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Consuming;

/// <summary>What a service gets that writes typed handlers and nothing else.</summary>
public sealed class TypedHandlerTests(Stage stage) : IClassFixture<Stage>
{
    [Fact]
    public async Task Each_topic_reaches_its_own_kind_of_handler()
    {
        await using var consumers = await ConsumerStage.OpenAsync(stage.Rabbit, stage.Redis);
        var deed = new Deed();
        await consumers.StartAsync(
            handlers => handlers
                .AddHandler<On<LabelCreated>>().AddHandler<On<LabelUpdated>>().AddHandler<On<LabelDeleted>>().AddHandler<On<WorkflowAction>>()
                .AddHandler<On<ReviewCreated>>().AddHandler<On<ReviewUpdated>>().AddHandler<On<ReviewDeleted>>().AddHandler<On<OtherEvent>>(),
            deed);
        string[] headers = ["LABEL_CREATED", "label_updated", "LABEL_DELETED", "WORKFLOW_ACTION", "Move", "REVIEW_CREATED", "REVIEW_UPDATED", "REVIEW_DELETED", "Batch.Closed"];
        foreach (var header in headers)
        {
            await consumers.Events.PublishAsync($"id-{header}", row: "row-1", header);
        }

        var calls = await deed.CalledAsync(headers.Length);
        Assert.Equal(
            ["LabelCreated", "LabelUpdated", "LabelDeleted", "WorkflowAction", "WorkflowAction", "ReviewCreated", "ReviewUpdated", "ReviewDeleted", "OtherEvent"],
            calls.Select(call => call.Event.GetType().Name));
        Assert.Equal("Batch.Closed", Assert.IsType<OtherEvent>(calls[^1].Event).EventHeader);
        await consumers.EmptyAsync();
    }
}
