using System.Collections.Concurrent;
using System.Diagnostics;
using WebhookRelay.Consumer;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Telemetry;

public sealed class TraceTests(SharedServers servers)
{
    [Fact]
    public async Task One_trace_spans_request_ledger_message_and_consumer()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "WebhookRelay.Consumer",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var line = await servers.OpenAsync(("Subscribers__training__Topics__0", "LABEL_UPDATED"));
        await line.Relay.HealthShowsAsync("subscriber:training", "up");
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis, line.Setting("Publishing__RabbitMq"));
        var handler = new RecordedHandler();
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);

        await line.AcceptedAsync(SamplePayloads.V2(dataRow: "row-1"), "traced");
        await handler.CalledAsync(1);
        await Eventually.TrueAsync(() => spans.Any(IsOurs), TimeSpan.FromSeconds(30), "the consumer's span ends");

        using var admin = new Administration.Admin(line.Relay);
        var entry = await admin.GetAsync("/deliveries/traced");
        var request = ActivityContext.Parse((string)entry["deliveries"]![0]!["traceParent"]!, traceState: null);
        var published = ActivityContext.Parse(Assert.Single(await line.Queue.ReadAsync(1)).Header("traceparent")!, traceState: null);
        var consumed = spans.First(IsOurs);

        Assert.Equal(request.TraceId, published.TraceId);
        Assert.NotEqual(request.SpanId, published.SpanId);
        Assert.Equal(published.TraceId, consumed.TraceId);
        Assert.Equal(published.SpanId, consumed.ParentSpanId);
        Assert.Equal("rabbitmq", consumed.GetTagItem("messaging.system"));
        Assert.Equal("labelbox.events", consumed.GetTagItem("messaging.destination.name"));

        static bool IsOurs(Activity span) => string.Equals(Contracts.EventIdentity.MessageId("traced").ToString(), span.GetTagItem("messaging.message.id") as string, StringComparison.Ordinal);
    }
}
