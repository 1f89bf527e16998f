using StackExchange.Redis;
using WebhookRelay.Consumer;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Consuming;

/// <summary>An event takes effect once, across repeats, replays and outages of Redis and the broker.</summary>
public sealed class InboxTests(SharedServers servers)
{
    [Fact]
    public async Task Duplicate_takes_effect_once_and_a_replay_once_more()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, redis);
        var handler = new RecordedHandler();
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);
        for (var i = 0; i < 3; i++)
        {
            await consumers.Events.PublishAsync("one");
            await consumers.Events.PublishAsync("one", more: ""","replayid":"replay-1" """);
            await consumers.Events.PublishAsync("one", more: ""","replayid":"replay-2" """);
        }

        await consumers.Events.PublishAsync("two");
        await handler.CalledAsync(4);
        await consumers.EmptyAsync();
        Assert.Equal(["one", "one replay-1", "one replay-2", "two"], handler.Calls.Select(call => call.Context.EffectKey));
    }

    [Fact]
    public async Task Events_of_two_webhooks_with_the_same_delivery_id_each_take_effect_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var line = await servers.OpenAsync(("Receiving__Webhooks__one__Secrets__0", Sender.Secret), ("Receiving__Webhooks__two__Secrets__0", Sender.Secret));
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, redis, line.Setting("Publishing__RabbitMq"));
        var handler = new RecordedHandler();
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(200, (await line.Relay.SendAsync(SamplePayloads.V2("row-1"), "shared", path: "/webhook-endpoint/one")).Status);
            Assert.Equal(200, (await line.Relay.SendAsync(SamplePayloads.V2("row-2"), "shared", path: "/webhook-endpoint/two")).Status);
        }

        await handler.CalledAsync(2);
        await consumers.EmptyAsync();
        Assert.Equal(["row-1", "row-2"], handler.Calls.Select(call => call.Event.DataRowId).Order(StringComparer.Ordinal));
        Assert.Single(handler.Calls, call => call.Context.EffectKey is "shared");
        Assert.Single(handler.Calls, call => call.Context.EffectKey.StartsWith("shared.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_started_or_acknowledged_without_Redis()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, redis);
        var handler = new RecordedHandler();
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler, ("Prefetch", "16"));
        await consumers.Events.PublishAsync("before");
        await handler.CalledAsync(1);
        await consumers.EmptyAsync();
        await redis.KillAsync();
        for (var i = 0; i < 40; i++)
        {
            await consumers.Events.PublishAsync($"event-{i}", row: $"row-{i % 4}");
        }

        await handler.LogsAsync("Redis does not respond");
        await consumers.HoldsAsync(unacknowledged: 16, waiting: 24);
        Assert.Single(handler.Calls);

        await redis.RestartAsync();
        var calls = (await handler.CalledAsync(41)).Skip(1).ToList();
        await consumers.EmptyAsync();
        Assert.Equal(41, handler.Calls.Count);
        foreach (var row in calls.GroupBy(call => call.Event.DataRowId, StringComparer.Ordinal))
        {
            Assert.Equal(row.Select(call => call.Event.Sequence).Order(StringComparer.Ordinal), row.Select(call => call.Event.Sequence));
        }

        await handler.LogsAsync("Redis responds again");
        await consumers.EmptyAsync("training_error");
    }

    [Fact]
    public async Task Handler_holds_its_slot_until_its_completion_is_recorded()
    {
        const int Events = 4;
        await using var redis = await RedisServer.StartAsync();
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, redis);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new RecordedHandler((_, _, cancellationToken) => gate.Task.WaitAsync(cancellationToken));
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler, ("Concurrency", "1"));
        for (var i = 0; i < Events; i++)
        {
            await consumers.Events.PublishAsync($"event-{i}", row: $"row-{i}");
        }

        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{consumers.Settings["LabelboxConsumers:Redis"]},allowAdmin=true");
        var claims = connection.GetServers()[0];
        await Eventually.TrueAsync(
            async () => await claims.DatabaseSizeAsync(connection.GetDatabase().Database) is 2 * Events, TimeSpan.FromSeconds(60), "every event has a record and a lease");
        await redis.PauseAsync();
        gate.SetResult();
        await handler.LogsAsync("Redis does not respond");

        // If the consumer died now, only this event would be repeated.
        Assert.Single(handler.Calls);
        redis.Resume();
        await handler.CalledAsync(Events);
        await consumers.EmptyAsync();
        Assert.Equal(Events, handler.Calls.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Event_in_progress_during_a_Redis_outage_is_acknowledged_once_recorded(bool losingItsMemory)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, redis);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new RecordedHandler((labelboxEvent, _, cancellationToken) => labelboxEvent.Id is "one" ? gate.Task.WaitAsync(cancellationToken) : Task.CompletedTask);
        // The outage outlasts the lease, and the handler continues.
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler, ("Lease", "00:00:01"));
        await consumers.Events.PublishAsync("one");
        await handler.CalledAsync(1);
        await (losingItsMemory ? redis.KillAsync() : redis.PauseAsync());
        await handler.LogsAsync("Redis does not respond");
        gate.SetResult();
        await consumers.Events.PublishAsync("two");
        await consumers.HoldsAsync(unacknowledged: 2, waiting: 0);

        if (losingItsMemory)
        {
            await redis.RestartAsync();
        }
        else
        {
            redis.Resume();
        }

        await handler.CalledAsync(2);
        await consumers.EmptyAsync();
        await consumers.Events.PublishAsync("one");
        await consumers.Events.PublishAsync("three");
        await handler.CalledAsync(3);
        await consumers.EmptyAsync();
        Assert.Equal(["one", "two", "three"], handler.Calls.Select(call => call.Event.Id));
    }

    [Fact]
    public async Task Redis_outage_longer_than_the_consumer_timeout_loses_no_event_and_keeps_order()
    {
        await using var rabbit = await RabbitMqServer.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await rabbit.CtlAsync("eval", "application:set_env(rabbit, consumer_timeout, 2000), application:set_env(rabbit, channel_tick_interval, 1000).");
        await using var consumers = await ConsumerFixture.OpenAsync(rabbit, redis);
        var handler = new RecordedHandler();
        await consumers.StartAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);
        await redis.PauseAsync();
        for (var i = 0; i < 20; i++)
        {
            await consumers.Events.PublishAsync($"event-{i}", row: $"row-{i % 4}");
        }

        await Eventually.TrueAsync(
            async () => (await consumers.RedeliveredAsync()) > 0, TimeSpan.FromSeconds(90), "the broker takes the events back and hands them out again");
        redis.Resume();
        var calls = await handler.CalledAsync(20);
        await consumers.EmptyAsync();
        Assert.Equal(20, handler.Calls.Count);
        Assert.All(calls.GroupBy(call => call.Event.DataRowId, StringComparer.Ordinal), row =>
            Assert.Equal(row.Select(call => call.Event.Sequence).Order(StringComparer.Ordinal), row.Select(call => call.Event.Sequence)));
        await consumers.EmptyAsync("training_error");
    }

    [Fact]
    public async Task Lost_connection_during_a_handler_causes_no_second_effect()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var broker = new TcpProxy(servers.Rabbit.Port);
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, redis);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new RecordedHandler((labelboxEvent, _, cancellationToken) => labelboxEvent.Id is "event-0" ? gate.Task.WaitAsync(cancellationToken) : Task.CompletedTask);
        await consumers.StartAsync(
            handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(),
            handler,
            ("RabbitMq", consumers.Settings["LabelboxConsumers:RabbitMq"]!.Replace($":{servers.Rabbit.Port}", $":{broker.Port}", StringComparison.Ordinal)));
        for (var i = 0; i < 5; i++)
        {
            await consumers.Events.PublishAsync($"event-{i}");
        }

        await handler.CalledAsync(1);
        broker.Cut();
        await consumers.HoldsAsync(unacknowledged: 0, waiting: 5);
        gate.SetResult();
        await handler.CalledAsync(5);
        await consumers.EmptyAsync();
        Assert.Equal(["event-0", "event-1", "event-2", "event-3", "event-4"], handler.Calls.Select(call => call.Event.Id));
    }
}
