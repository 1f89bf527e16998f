using System.Collections.Concurrent;
using System.Diagnostics;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>Kills and shutdowns of the process.</summary>
public sealed class CrashTests(SharedServers servers)
{
    private const int Deliveries = 2000;
    private const int Connections = 64;

    [Fact]
    public async Task Acknowledged_delivery_survives_a_kill()
    {
        await using var line = await servers.OpenAsync();
        var answered = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sending = Parallel.ForAsync(0, Deliveries, new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            try
            {
                if ((await line.Relay.SendAsync(SamplePayloads.V2($"row-{i}", padding: 100), $"kill-{i}")).Status is 200)
                {
                    answered[$"kill-{i}"] = 0;
                }
            }
            catch (HttpRequestException)
            {
                // Refused or interrupted, so not acknowledged.
            }

            if (answered.Count >= Deliveries / 2)
            {
                killed.TrySetResult();
            }
        });
        await killed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await line.Relay.KillAsync();
        await sending;
        Assert.InRange(answered.Count, Deliveries / 2, Deliveries - 1);

        await line.Relay.StartAgainAsync();
        var arrived = new Dictionary<string, ReceivedEvent>(StringComparer.Ordinal);
        await Eventually.TrueAsync(
            async () =>
            {
                foreach (var message in await line.Queue.ReadAllAsync())
                {
                    arrived[message.Id] = message;
                }

                return answered.Keys.All(arrived.ContainsKey);
            },
            TimeSpan.FromSeconds(60),
            "every delivery that was answered 200 is in the queue");
        Assert.All(answered.Keys, id => Assert.Equal($"row-{id[5..]}", (string?)arrived[id].Json["data"]!["data_row"]!["id"]));
    }

    [Fact]
    public async Task Sigterm_ends_it_cleanly()
    {
        await using var line = await servers.OpenAsync();
        var sending = Enumerable.Range(0, 200).Select(i => line.Relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"term-{i}")).ToList();
        await Task.WhenAny(sending);
        var began = Stopwatch.GetTimestamp();
        var code = await line.Relay.TerminateAsync();
        var took = Stopwatch.GetElapsedTime(began);

        Assert.Equal(0, code);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        var accepted = new List<string>();
        for (var i = 0; i < sending.Count; i++)
        {
            try
            {
                if ((await sending[i]).Status is 200)
                {
                    accepted.Add($"term-{i}");
                }
            }
            catch (HttpRequestException)
            {
                // It arrived after the port was closed.
            }
        }

        await line.Relay.StartAgainAsync();
        Assert.NotEmpty(accepted);
        var arrived = (await line.Queue.ReadAsync(accepted.Count)).Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(accepted.Order(StringComparer.Ordinal), arrived.Order(StringComparer.Ordinal));
        await line.NothingMoreArrivesAsync();
    }

    [Fact]
    public async Task Sigterm_ends_it_cleanly_without_the_broker()
    {
        await using var rabbit = await RabbitMqServer.StartAsync();
        await using var line = await RelayFixture.OpenAsync(rabbit, servers.Redis);
        // A broker killed while it creates the queue may come back and not answer its first publisher.
        await line.AcceptedAsync(SamplePayloads.V2("before"), "before");
        await line.Queue.ReadAsync(1);
        // Wait for its confirm, or it would be published again.
        await line.Relay.EndsAsync("before", "Relayed");
        await rabbit.KillAsync();
        await line.AcceptedAsync(SamplePayloads.V2("row"), "kept");
        var began = Stopwatch.GetTimestamp();

        Assert.Equal(0, await line.Relay.TerminateAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await rabbit.StartAgainAsync();
        Assert.Equal(0, await line.Relay.DrainAsync());
        Assert.Equal("kept", Assert.Single(await line.Queue.ReadAsync(1)).Id);
    }
}
