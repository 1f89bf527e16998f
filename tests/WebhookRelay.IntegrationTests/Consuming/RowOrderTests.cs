using System.Collections.Concurrent;
using WebhookRelay.Consumer;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Consuming;

/// <summary>Events of one data row run in order, others concurrently.</summary>
public sealed class RowOrderTests(SharedServers servers)
{
    [Fact]
    public async Task Row_waits_only_for_its_own_earlier_event()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new RecordedHandler((labelboxEvent, _, cancellationToken) => labelboxEvent.Id is "held" ? gate.Task.WaitAsync(cancellationToken) : Task.CompletedTask);
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);
        await consumers.Events.PublishAsync("held", row: "row-1");
        await consumers.Events.PublishAsync("behind", row: "row-1");
        for (var i = 2; i < 22; i++)
        {
            await consumers.Events.PublishAsync($"beside-{i}", row: $"row-{i}");
        }

        await consumers.Events.PublishAsync("without", row: null);
        var calls = await handler.CalledAsync(22);
        Assert.DoesNotContain(calls, call => call.Event.Id is "behind");
        gate.SetResult();
        Assert.Equal("behind", (await handler.CalledAsync(23))[^1].Event.Id);
        await consumers.EmptyAsync();
    }

    [Fact]
    public async Task Row_waits_while_its_event_is_retried()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var beside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new RecordedHandler(async (labelboxEvent, context, cancellationToken) =>
        {
            if (labelboxEvent.Id is "beside")
            {
                beside.TrySetResult();
            }

            if (labelboxEvent.Id is "first" && context.Attempt < 4)
            {
                // The failing event waits for the other row's event. If this row blocked the other, neither would continue.
                await (context.Attempt is 3 ? beside.Task.WaitAsync(cancellationToken) : Task.CompletedTask);
                throw new InvalidOperationException("not yet");
            }
        });
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler, ("RetryAfter", "00:00:00.300"));
        await consumers.Events.PublishAsync("first", row: "row-1");
        await consumers.Events.PublishAsync("second", row: "row-1");
        await consumers.Events.PublishAsync("beside", row: "row-2");

        var calls = await handler.CalledAsync(6);
        Assert.Equal(["first", "first", "first", "first", "second"], calls.Where(call => call.Event.DataRowId is "row-1").Select(call => call.Event.Id));
        Assert.True(calls.TakeWhile(call => call.Event.Id is not "beside").Count() < 4, "The other row waited for the retries.");
    }

    [Fact]
    public async Task Many_rows_are_handled_concurrently_each_in_order()
    {
        const int Rows = 20;
        const int PerRow = 50;
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        var running = 0;
        var most = 0;
        var ended = new ConcurrentQueue<AnyEvent>();
        var handler = new RecordedHandler(async (labelboxEvent, _, cancellationToken) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Delay(Random.Shared.Next(4), cancellationToken);
            Interlocked.Decrement(ref running);
            ended.Enqueue(labelboxEvent);
        });
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler, ("Concurrency", "8"), ("Prefetch", "200"));
        for (var i = 0; i < Rows * PerRow; i++)
        {
            await consumers.Events.PublishAsync($"event-{i}", row: $"row-{i % Rows}");
        }

        await handler.CalledAsync(Rows * PerRow);
        await consumers.EmptyAsync();
        Assert.Equal(Rows * PerRow, ended.Count);
        Assert.InRange(most, 2, 8);
        foreach (var row in ended.GroupBy(labelboxEvent => labelboxEvent.DataRowId, StringComparer.Ordinal))
        {
            Assert.Equal(row.Select(labelboxEvent => labelboxEvent.Sequence).Order(StringComparer.Ordinal), row.Select(labelboxEvent => labelboxEvent.Sequence));
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        var seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
            seen = Volatile.Read(ref most);
        }
    }
}
