using System.Text;
using WebhookRelay.Consumer;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Consuming;

/// <summary>Failing handlers: retries in place, then the error queue.</summary>
public sealed class RetryTests(SharedServers servers)
{
    [Fact]
    public async Task Failing_handler_is_retried_with_growing_delays()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var handler = new RecordedHandler((_, context, _) => context.Attempt < 4 ? throw new InvalidOperationException("not yet") : Task.CompletedTask);
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler, ("RetryAfter", "00:00:00.200"), ("LongestRetryAfter", "00:00:00.400"));
        await consumers.Events.PublishAsync("one");

        var calls = await handler.CalledAsync(4);
        Assert.Equal([1, 2, 3, 4], calls.Select(call => call.Context.Attempt));
        Assert.Single(calls.Select(call => call.Context.Fence).Distinct());
        var pauses = calls.Zip(calls.Skip(1), (one, next) => TimeProvider.System.GetElapsedTime(one.At, next.At)).ToList();

        // A timer can fire slightly early.
        Assert.True(pauses[0] >= TimeSpan.FromMilliseconds(180) && pauses[1] >= TimeSpan.FromMilliseconds(360) && pauses[2] >= TimeSpan.FromMilliseconds(360), string.Join(", ", pauses));
        await consumers.EmptyAsync();
        await consumers.EmptyAsync("training_error");
    }

    [Fact]
    public async Task Permanently_failing_event_goes_to_the_error_queue_and_can_be_sent_back()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var broken = true;
        var handler = new RecordedHandler((labelboxEvent, _, _) =>
            broken && labelboxEvent.Id is "broken" ? throw new InvalidOperationException("the warehouse has no such table") : Task.CompletedTask);
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler, ("Retries", "2"));
        await consumers.Events.PublishAsync("broken", row: "row-1");
        await consumers.Events.PublishAsync("later", row: "row-1");

        // The later event of the row waits only until the failing one is in the error queue.
        Assert.Equal(["broken", "broken", "broken", "later"], (await handler.CalledAsync(4)).Select(call => call.Event.Id));
        var moved = Assert.Single(await consumers.RawAsync("training_error", 1));
        Assert.Equal("broken", moved.Id);
        Assert.Equal("the warehouse has no such table", moved.Header("MT-Fault-Message"));
        Assert.Equal("System.InvalidOperationException", moved.Header("MT-Fault-ExceptionType"));
        Assert.Equal("fault", moved.Header("MT-Reason"));
        Assert.NotNull(moved.Header("MT-Fault-Timestamp"));
        Assert.True(moved.Properties.Persistent);
        Assert.Equal("label.updated.project-1", moved.RoutingKey);
        await consumers.EmptyAsync();

        broken = false;
        await consumers.Events.PublishAsync(moved.RoutingKey, moved.Body);
        Assert.Equal("broken", (await handler.CalledAsync(5))[^1].Event.Id);
        await consumers.EmptyAsync();
        Assert.Equal(5, handler.Calls.Count);
    }

    [Fact]
    public async Task Rejected_event_is_not_retried()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var handler = new RecordedHandler((_, _, _) => throw new EventRejectedException("no ontology of ours"));
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);
        await consumers.Events.PublishAsync("rejected");

        Assert.Equal("no ontology of ours", Assert.Single(await consumers.RawAsync("training_error", 1)).Header("MT-Fault-Message"));
        Assert.Single(handler.Calls);
    }

    [Fact]
    public async Task Handler_that_throws_after_its_effect_is_retried_alone_with_the_same_effect_key()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var effects = new HashSet<string>(StringComparer.Ordinal);
        var made = 0;
        var handler = new RecordedHandler((_, context, _) =>
        {
            made += effects.Add(context.EffectKey) ? 1 : 0;
            return context.Attempt is 1 ? throw new InvalidOperationException("after the effect") : Task.CompletedTask;
        });
        var other = new Other();
        await consumers.StartAsync(handlers => handlers.AddHandler<OnOther>().AddHandler<RecordingConsumer<LabelUpdated>>(), handler, other);
        await consumers.Events.PublishAsync("one");

        Assert.Equal([1, 2], (await handler.CalledAsync(2)).Select(call => call.Context.Attempt));
        await consumers.EmptyAsync();
        Assert.Equal(1, made);
        Assert.Equal(1, other.Calls);
    }

    [Fact]
    public async Task Handler_over_its_timeout_is_cancelled_and_retried_after_it_ends()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var running = 0;
        var most = 0;
        var handler = new RecordedHandler(async (_, context, cancellationToken) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            try
            {
                await Task.Delay(context.Attempt is 1 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        });
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler, ("HandlerTimeout", "00:00:01"));
        await consumers.Events.PublishAsync("slow");

        await handler.CalledAsync(2);
        await handler.LogsAsync("did not complete within LabelboxConsumers:HandlerTimeout");
        await consumers.EmptyAsync();
        await consumers.EmptyAsync("training_error");
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Handlers_own_cancellation_counts_as_a_failure()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var handler = new RecordedHandler((_, _, _) => throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout"));
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler, ("Retries", "1"));
        await consumers.Events.PublishAsync("one");

        var moved = Assert.Single(await consumers.RawAsync("training_error", 1));
        Assert.Contains("HttpClient.Timeout", moved.Header("MT-Fault-Message"), StringComparison.Ordinal);
        Assert.Equal(2, handler.Calls.Count);
        await consumers.EmptyAsync();
        Assert.Contains("\"one\"", Encoding.UTF8.GetString(moved.Body.Span), StringComparison.Ordinal);
    }

    private sealed class Other
    {
        public int Calls { get; set; }
    }

    private sealed class OnOther(Other other) : IConsume<LabelUpdated>
    {
        public Task ConsumeAsync(LabelUpdated labelboxEvent, EventContext context, CancellationToken cancellationToken)
        {
            other.Calls++;
            return Task.CompletedTask;
        }
    }
}
