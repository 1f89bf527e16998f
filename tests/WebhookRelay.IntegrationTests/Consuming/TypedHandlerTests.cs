using System.Diagnostics;
using System.Text;
using WebhookRelay.Consumer;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Consuming;

/// <summary>A service that only writes typed handlers.</summary>
public sealed class TypedHandlerTests(SharedServers servers)
{
    [Fact]
    public async Task Delivery_of_either_version_reaches_its_handler_through_the_relay()
    {
        await using var line = await servers.OpenAsync(("Subscribers__training__Topics__0", "LABEL_UPDATED"));
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis, line.Setting("Publishing__RabbitMq"));
        var handler = new RecordedHandler();
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);
        await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1", project: "project-1", label: "label-1"), "v2-1");
        await line.AcceptedAsync(SamplePayloads.V1(dataRow: "row-1", project: "project-1", label: "label-2"), "v1-1");
        await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1"), "created-1", "LABEL_CREATED");

        var calls = await handler.CalledAsync(2);
        Assert.Equal(["v2-1", "v1-1"], calls.Select(call => call.Event.Id));
        Assert.Equal(["label-1", "label-2"], calls.Select(call => Assert.IsType<LabelUpdated>(call.Event).LabelId));
        Assert.All(calls, call =>
        {
            Assert.Equal("project-1", call.Event.ProjectId);
            Assert.Equal("row-1", call.Event.DataRowId);
            Assert.NotNull(call.Event.Data);
            Assert.Equal(call.Event.Id, call.Context.EffectKey);
            Assert.Equal(1, call.Context.Attempt);
            Assert.False(call.Context.Redelivered);
            Assert.True(call.Context.Fence > 0);
        });
        Assert.Equal(calls.Select(call => call.Event.Sequence).Order(StringComparer.Ordinal), calls.Select(call => call.Event.Sequence));
        await consumers.EmptyAsync();

        // The relay and the consumer declare the queue with the same arguments.
        await line.Relay.TerminateAsync();
        await line.Relay.StartAgainAsync();
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
    }

    [Fact]
    public async Task Each_topic_reaches_the_handler_of_its_event_type()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var handler = new RecordedHandler();
        await consumers.StartAsync(
            handlers => handlers
                .AddHandler<RecordingConsumer<LabelCreated>>().AddHandler<RecordingConsumer<LabelUpdated>>().AddHandler<RecordingConsumer<LabelDeleted>>().AddHandler<RecordingConsumer<WorkflowAction>>()
                .AddHandler<RecordingConsumer<ReviewCreated>>().AddHandler<RecordingConsumer<ReviewUpdated>>().AddHandler<RecordingConsumer<ReviewDeleted>>().AddHandler<RecordingConsumer<OtherEvent>>(),
            handler);
        string[] headers = ["LABEL_CREATED", "label_updated", "LABEL_DELETED", "WORKFLOW_ACTION", "Move", "REVIEW_CREATED", "REVIEW_UPDATED", "REVIEW_DELETED", "Batch.Closed"];
        foreach (var header in headers)
        {
            await consumers.Events.PublishAsync($"id-{header}", row: "row-1", header, more: ""","workflowstatus":"DONE","workflowaction":"Approve","reviewid":"review-1" """);
        }

        var calls = await handler.CalledAsync(headers.Length);
        Assert.Equal(
            ["LabelCreated", "LabelUpdated", "LabelDeleted", "WorkflowAction", "WorkflowAction", "ReviewCreated", "ReviewUpdated", "ReviewDeleted", "OtherEvent"],
            calls.Select(call => call.Event.GetType().Name));
        var step = Assert.IsType<WorkflowAction>(calls[3].Event);
        Assert.Equal(("DONE", "Approve"), (step.Status, step.Action));
        Assert.Equal("review-1", Assert.IsType<ReviewCreated>(calls[5].Event).ReviewId);
        Assert.Equal("Batch.Closed", Assert.IsType<OtherEvent>(calls[^1].Event).EventHeader);
        await consumers.EmptyAsync();
    }

    [Fact]
    public async Task Handlers_of_a_base_and_a_derived_event_type_are_both_called()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var handler = new RecordedHandler();
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<AnyEvent>>().AddHandler<RecordingConsumer<LabelEvent>>().AddHandler<RecordingConsumer<LabelDeleted>>(), handler);
        await consumers.Events.PublishAsync("deleted", header: "LABEL_DELETED");
        await consumers.Events.PublishAsync("reviewed", header: "REVIEW_CREATED");

        Assert.Equal(["deleted", "deleted", "deleted", "reviewed"], (await handler.CalledAsync(4)).Select(call => call.Event.Id));
        await consumers.EmptyAsync();
        Assert.Equal(4, handler.Calls.Count);
    }

    [Fact]
    public async Task The_queue_is_bound_by_topic_and_project()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var handler = new RecordedHandler();
        await consumers.StartAsync(
            handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>().AddHandler<RecordingConsumer<OtherEvent>>(), handler, ("Projects:0", "project-1"), ("Projects:1", "project/2"));

        var bound = await servers.Rabbit.CtlAsync("-q", "list_bindings", "-p", consumers.Vhost, "--no-table-headers", "source_name", "destination_name", "routing_key");
        Assert.Equal(
            ["label.updated.project-1", "label.updated.project-2", "other.*.project-1", "other.*.project-2"],
            bound.Split('\n').Select(line => line.Split('\t')).Where(line => line is ["labelbox.events", "training", _]).Select(line => line[2].Trim()).Order(StringComparer.Ordinal));
        var queues = await servers.Rabbit.CtlAsync("-q", "list_queues", "-p", consumers.Vhost, "--no-table-headers", "name", "type", "durable");
        Assert.Equal(["training\tquorum\ttrue", "training_error\tquorum\ttrue"], queues.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Oversized_payload_arrives_as_a_reference()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var handler = new RecordedHandler();
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<AnyEvent>>(), handler);
        await consumers.Events.PublishAsync("large", more: ""","dataref":"https://relay.example/payloads/1","datasha256":"ab","datalength":123456789""");

        var labelboxEvent = Assert.Single(await handler.CalledAsync(1)).Event;
        Assert.Null(labelboxEvent.Data);
        Assert.Equal(("https://relay.example/payloads/1", "ab", 123456789), (labelboxEvent.Event.DataRef, labelboxEvent.Event.DataSha256, labelboxEvent.Event.DataLength));
    }

    [Fact]
    public async Task Event_without_a_handler_is_acknowledged()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var handler = new RecordedHandler();
        await using var bound = await EventQueue.BindAsync(consumers.ConnectAsync, "#", "training");
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);
        await consumers.Events.PublishAsync("created", header: "LABEL_CREATED");
        await consumers.Events.PublishAsync("updated");

        Assert.Equal("updated", Assert.Single(await handler.CalledAsync(1)).Event.Id);
        await consumers.EmptyAsync();
        await consumers.EmptyAsync("training_error");
    }

    [Fact]
    public async Task Invalid_message_goes_to_the_error_queue_without_blocking()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var handler = new RecordedHandler();
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<AnyEvent>>(), handler);
        byte[][] bodies = ["not json"u8.ToArray(), [], "{}"u8.ToArray(), Encoding.UTF8.GetBytes("""{"subject":"row-1","id":7}""")];
        foreach (var body in bodies)
        {
            await consumers.Events.PublishAsync("label.updated._", body);
        }

        await consumers.Events.PublishAsync("fine");
        Assert.Equal("fine", Assert.Single(await handler.CalledAsync(1)).Event.Id);
        var refused = await consumers.RawAsync("training_error", bodies.Length);
        Assert.Equal(bodies.Select(Encoding.UTF8.GetString).Order(StringComparer.Ordinal), refused.Select(message => Encoding.UTF8.GetString(message.Body.Span)).Order(StringComparer.Ordinal));
        await consumers.EmptyAsync();
    }

    [Fact]
    public async Task Handler_span_joins_the_delivery_trace()
    {
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name is "WebhookRelay.Consumer", Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new RecordedHandler((_, _, _) =>
        {
            seen.TrySetResult(Activity.Current?.TraceId.ToString());
            return Task.CompletedTask;
        });
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<AnyEvent>>(), handler);
        await consumers.Events.PublishAsync("traced", traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", await seen.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }
}
