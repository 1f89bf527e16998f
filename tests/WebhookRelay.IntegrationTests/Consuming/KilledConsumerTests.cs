using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Consuming;

/// <summary>Kills, stalls and stops consumers at every point between delivery and acknowledgement.</summary>
public sealed class KilledConsumerTests(SharedServers servers)
{
    private static readonly (string, string)[] Quick = [("Lease", "00:00:03"), ("HandlerTimeout", "00:02:00"), ("BrokerPatience", "01:00:00")];

    /// <summary>Class and method of <c>basic.ack</c>, as AMQP 0-9-1 numbers them.</summary>
    private static ReadOnlySpan<byte> BasicAck => [0, 60, 0, 80];

    [Fact]
    public async Task Thousand_events_delivered_three_times_across_two_kills_take_effect_once_each()
    {
        const int Events = 1000;
        const int Concurrency = 8;
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        using var folder = new TemporaryFolder();
        await using var bound = await EventQueue.BindAsync(consumers.ConnectAsync, "#", "training");
        int[] deliveries = [.. Enumerable.Range(0, Events), .. Enumerable.Range(0, Events), .. Enumerable.Range(0, Events)];
        new Random(1).Shuffle(deliveries);
        await Task.WhenAll(deliveries.Select(i => consumers.Events.PublishAsync($"event-{i}", row: $"row-{i % 100}")));

        var runs = 0;
        List<string> logged = [];
        int Effects() => Directory.GetFiles(folder.Path, "effect-*").Length;
        // One event cannot complete before both kills, so there is always something left to do.
        var gate = folder.File("before-event-0");
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        foreach (var killAt in (int[])[200, 600])
        {
            await using var dying = ConsumerProcess.Start(consumers, folder.Path, [.. Quick, ("Concurrency", "8")]);
            await dying.UntilAsync(() => Effects() >= killAt, $"{killAt} effects are made");
            await dying.KillAsync();
            runs += dying.Reports.Count(report => report.What is "begin");
            logged.AddRange(dying.Logged);
        }

        Assert.True(Effects() < Events, "It was killed too late to show anything.");
        File.Delete(gate);
        await using var last = ConsumerProcess.Start(consumers, folder.Path, [.. Quick, ("Concurrency", "8")]);
        await last.UntilAsync(() => Effects() == Events, $"{Events} effects are made");
        await consumers.EmptyAsync();
        await consumers.EmptyAsync("training_error");
        runs += last.Reports.Count(report => report.What is "begin");
        logged.AddRange(last.Logged);

        // The effect key makes each effect unique. The inbox ensures that only events in progress at a kill start again.
        Assert.Equal(Events, Effects());
        Assert.True(runs is >= Events and <= Events + (2 * Concurrency), $"{runs} runs. The consumers logged:\n{string.Join('\n', logged)}");
    }

    [Theory]
    [InlineData("before", "effect")]
    [InlineData("after", "effect-seen")]
    public async Task Event_of_a_killed_consumer_is_handled_by_the_next_one(string place, string then)
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File($"{place}-one"), "", TestContext.Current.CancellationToken);
        await using var first = ConsumerProcess.Start(consumers, folder.Path, Quick);
        await first.LogsAsync("Consuming events");
        await consumers.Events.PublishAsync("one");
        await consumers.Events.PublishAsync("two");
        var before = await first.ReportsAsync("begin", "one");
        await first.UntilAsync(() => first.Reports.Count == (place is "after" ? 2 : 1), "it has reached the place of the kill");
        await first.KillAsync();
        File.Delete(folder.File($"{place}-one"));

        await using var second = ConsumerProcess.Start(consumers, folder.Path, Quick);
        await second.ReportsAsync("end", "two");
        await consumers.EmptyAsync();
        Assert.Equal(["begin one", $"{then} one", "end one", "begin two", "effect two", "end two"], second.Reports.Select(report => $"{report.What} {report.Id}"));
        Assert.Equal(before.EffectKey, second.Reports[0].EffectKey);
        Assert.True(second.Reports[0].Fence > before.Fence);
    }

    [Fact]
    public async Task Event_recorded_before_a_kill_is_not_handled_again()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        using var folder = new TemporaryFolder();
        await using var broker = new TcpProxy(servers.Rabbit.Port);
        var acknowledging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Watch = (direction, bytes) =>
        {
            if (direction is Direction.ToServer && bytes.Span.IndexOf(BasicAck) >= 0)
            {
                broker.Hold(Direction.ToServer);
                acknowledging.TrySetResult();
            }
        };
        await using var first = ConsumerProcess.Start(
            consumers, folder.Path, [.. Quick, ("RabbitMq", consumers.Settings["LabelboxConsumers:RabbitMq"]!.Replace($":{servers.Rabbit.Port}", $":{broker.Port}", StringComparison.Ordinal))]);
        await first.LogsAsync("Consuming events");
        await consumers.Events.PublishAsync("one");
        await first.ReportsAsync("end", "one");
        await acknowledging.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await first.KillAsync();
        broker.Cut();
        await consumers.Events.PublishAsync("two");

        await using var second = ConsumerProcess.Start(consumers, folder.Path, Quick);
        await second.ReportsAsync("end", "two");
        await consumers.EmptyAsync();
        Assert.DoesNotContain(second.Reports, report => report.Id is "one");
    }

    [Fact]
    public async Task Consumer_stalled_beyond_its_lease_loses_the_event_and_is_cancelled()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("before-one"), "", TestContext.Current.CancellationToken);
        // Prefetch of one, so that the second copy goes to the other consumer.
        await using var stalled = ConsumerProcess.Start(consumers, folder.Path, [.. Quick, ("Concurrency", "1"), ("Prefetch", "1")]);
        await stalled.LogsAsync("Consuming events");
        await consumers.Events.PublishAsync("one");
        var lost = await stalled.ReportsAsync("begin", "one");
        await stalled.PauseAsync();
        await consumers.Events.PublishAsync("one");

        await using var other = ConsumerProcess.Start(consumers, folder.Path, Quick);
        var took = await other.ReportsAsync("begin", "one");
        Assert.True(took.Fence > lost.Fence);
        stalled.Resume();
        await stalled.ReportsAsync("cancelled", "one");
        await stalled.LogsAsync("was taken over by another consumer");
        File.Delete(folder.File("before-one"));
        await other.ReportsAsync("end", "one");
        await consumers.EmptyAsync();
        await consumers.EmptyAsync("training_error");
        Assert.DoesNotContain(stalled.Reports, report => report.What is "effect" or "effect-seen");
    }

    [Fact]
    public async Task Stopping_consumer_finishes_running_handlers_and_leaves_the_rest_in_order()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("before-event-0"), "", TestContext.Current.CancellationToken);
        await using var first = ConsumerProcess.Start(consumers, folder.Path, Quick);
        await first.LogsAsync("Consuming events");
        for (var i = 0; i < 10; i++)
        {
            await consumers.Events.PublishAsync($"event-{i}");
        }

        await first.ReportsAsync("begin", "event-0");
        first.Terminate();
        await first.LogsAsync("Application is shutting down");
        File.Delete(folder.File("before-event-0"));
        Assert.Equal(0, await first.ExitAsync());
        Assert.Equal(["begin event-0", "effect event-0", "end event-0"], first.Reports.Select(report => $"{report.What} {report.Id}"));

        await using var second = ConsumerProcess.Start(consumers, folder.Path, Quick);
        await second.ReportsAsync("end", "event-9");
        Assert.Equal(Enumerable.Range(1, 9).Select(i => $"event-{i}"), second.Reports.Where(report => report.What is "begin").Select(report => report.Id));
        await consumers.EmptyAsync();
    }

    [Fact]
    public async Task Stuck_handler_is_cancelled_on_shutdown_and_the_next_consumer_starts_at_once()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("before-one"), "", TestContext.Current.CancellationToken);
        (string, string)[] slow = [.. Quick, ("Lease", "00:10:00"), ("StopWithin", "00:00:01")];
        await using var first = ConsumerProcess.Start(consumers, folder.Path, slow);
        await first.LogsAsync("Consuming events");
        await consumers.Events.PublishAsync("one");
        await first.ReportsAsync("begin", "one");
        first.Terminate();
        Assert.Equal(0, await first.ExitAsync());
        Assert.Contains(first.Reports, report => report.Is("cancelled", "one"));
        File.Delete(folder.File("before-one"));

        // Its claim would last ten minutes if it was not released.
        await using var second = ConsumerProcess.Start(consumers, folder.Path, slow);
        await second.ReportsAsync("end", "one");
        await consumers.EmptyAsync();
        await consumers.EmptyAsync("training_error");
    }

    [Fact]
    public async Task Two_consumers_share_a_queue()
    {
        await using var consumers = await ConsumerFixture.OpenAsync(servers.Rabbit, servers.Redis);
        using var folder = new TemporaryFolder();
        await using var one = ConsumerProcess.Start(consumers, folder.Path, Quick);
        await using var two = ConsumerProcess.Start(consumers, folder.Path, Quick);
        await one.LogsAsync("Consuming events");
        await two.LogsAsync("Consuming events");
        const int Wave = 151;
        const int MostEvents = 100 * Wave;
        var events = 0;
        // The broker alternates, but a slow first event may let the other consumer finish a whole batch of copies.
        while (events is 0 || (events < MostEvents && (one.Reports is [] || two.Reports is [])))
        {
            for (var i = 0; i < 2 * Wave; i++)
            {
                // Two copies each: with an odd number of events the copies go to different consumers.
                var number = events + (i % Wave);
                await consumers.Events.PublishAsync($"event-{number}", row: $"row-{number}");
            }

            events += Wave;
            await one.UntilAsync(() => one.Reports.Concat(two.Reports).Count(report => report.What is "end") >= events, "every event has ended");
        }

        await consumers.EmptyAsync();
        Assert.Equal(events, one.Reports.Concat(two.Reports).Count(report => report.What is "begin"));
        Assert.NotEmpty(one.Reports);
        Assert.NotEmpty(two.Reports);
    }
}
