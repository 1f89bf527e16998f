using System.Diagnostics;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>Latency tests run alone, so that no other test uses the disk and the cores.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimingCollection
{
    public const string Name = "Measured alone";
}

/// <summary>Deliveries are accepted during an outage and relayed afterwards. The tests stop their own servers.</summary>
[Collection(TimingCollection.Name)]
public sealed class OutageTests(SharedServers servers) : IClassFixture<SharedServers>
{
    /// <summary>Enough for a 99th percentile that one slow disk sync does not determine.</summary>
    private const int Deliveries = 500;

    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Relay_waits_for_an_unavailable_RabbitMQ()
    {
        var (redis, rabbit) = await ServersAsync();
        await using var line = await RelayFixture.OpenAsync(rabbit, redis);
        await line.AcceptedAsync(SamplePayloads.V2("before"), "before");
        await line.Queue.ReadAsync(1);
        await line.Relay.EndsAsync("before", "Relayed");

        await rabbit.KillAsync();
        await line.Relay.HealthShowsAsync("rabbitmq", "degraded");
        var slowest = await SendAsync(line);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await line.Relay.ReadyAsync()).Status);
        await rabbit.StartAgainAsync();

        await line.Relay.HealthShowsAsync("rabbitmq", "up");
        await EachArrivesOnceAsync(line, dedup: null, before: 1);
        Assert.True(slowest < TimeSpan.FromMilliseconds(100), $"The 99th percentile of the answers was {slowest}.");
    }

    [Fact]
    public async Task Relay_works_without_Redis()
    {
        var (redis, rabbit) = await ServersAsync();
        await using var line = await RelayFixture.OpenAsync(rabbit, redis);
        await redis.KillAsync();
        await line.Relay.HealthShowsAsync("redis", "degraded");

        var slowest = await SendAsync(line);
        await EachArrivesOnceAsync(line, dedup: "local", before: 0);
        await redis.RestartAsync();
        await line.Relay.HealthShowsAsync("redis", "up");
        await line.AcceptedAsync(SamplePayloads.V2("after"), "after");

        Assert.Null(Assert.Single(await line.Queue.ReadAsync(1)).Dedup);
        Assert.True(slowest < TimeSpan.FromMilliseconds(100), $"The 99th percentile of the answers was {slowest}.");
    }

    [Fact]
    public async Task Relay_starts_without_RabbitMQ_and_Redis()
    {
        var (redis, rabbit) = await ServersAsync();
        await using var line = await RelayFixture.OpenAsync(rabbit, redis);
        Assert.Equal(0, await line.Relay.TerminateAsync());
        await redis.KillAsync();
        await rabbit.KillAsync();
        await line.Relay.StartAgainAsync();

        var slowest = await SendAsync(line);
        await line.Relay.HealthShowsAsync("redis", "degraded");
        await redis.RestartAsync();
        await rabbit.StartAgainAsync();

        await EachArrivesOnceAsync(line, dedup: null, before: 0);
        Assert.True(slowest < TimeSpan.FromMilliseconds(100), $"The 99th percentile of the answers was {slowest}.");
    }

    [Fact]
    public async Task Relay_survives_losing_RabbitMQ_and_Redis()
    {
        var (redis, rabbit) = await ServersAsync();
        await using var line = await RelayFixture.OpenAsync(rabbit, redis);
        await line.AcceptedAsync(SamplePayloads.V2("before"), "before");
        await line.Queue.ReadAsync(1);
        await line.Relay.EndsAsync("before", "Relayed");
        await redis.KillAsync();
        await rabbit.KillAsync();
        await line.Relay.HealthShowsAsync("redis", "degraded");
        await line.Relay.HealthShowsAsync("rabbitmq", "degraded");

        var slowest = await SendAsync(line);
        await rabbit.StartAgainAsync();

        await EachArrivesOnceAsync(line, dedup: "local", before: 1);
        Assert.True(slowest < TimeSpan.FromMilliseconds(100), $"The 99th percentile of the answers was {slowest}.");
    }

    [Fact]
    public async Task Read_only_Redis_counts_as_unavailable()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var relay = await RelayProcess.StartAsync(("Deduplication__Redis", redis.ConnectionString));
        await relay.HealthShowsAsync("redis", "up");
        await redis.CommandAsync("CONFIG SET maxmemory 1");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"full-{i}"));
            await relay.EndsAsync($"full-{i}", "Relayed");
            // Longer than the interval of the Redis check.
            await Task.Delay(TimeSpan.FromSeconds(1.2), TestContext.Current.CancellationToken);
            await relay.HealthShowsAsync("redis", "degraded", TimeSpan.FromMilliseconds(1));
        }

        Assert.Single(relay.Output, text => text.Contains("Redis rejects the relay's commands", StringComparison.Ordinal));
        await redis.CommandAsync("CONFIG SET maxmemory 0");
        await relay.HealthShowsAsync("redis", "up");
    }

    [Fact]
    public async Task Evicting_Redis_is_reported()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.CommandAsync("CONFIG SET maxmemory-policy allkeys-lru");
        await using var relay = await RelayProcess.StartAsync(("Deduplication__Redis", redis.ConnectionString));

        await relay.WaitForLogAsync(text => text.Contains("allkeys-lru", StringComparison.Ordinal), what: "the warning that Redis may evict");
    }

    /// <summary>Starts both servers if an earlier test stopped them.</summary>
    private async Task<(RedisServer Redis, RabbitMqServer Rabbit)> ServersAsync()
    {
        await servers.Redis.RestartAsync();
        await servers.Rabbit.IsThereAsync();
        return (servers.Redis, servers.Rabbit);
    }

    /// <summary>Sends sequentially and returns the 99th percentile of the response time, without the first, which opens the connection.</summary>
    private static async Task<TimeSpan> SendAsync(RelayFixture line)
    {
        var took = new List<TimeSpan>(Deliveries);
        for (var i = 0; i < Deliveries; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i}"), $"away-{i}");
            took.Add(Stopwatch.GetElapsedTime(began));
        }

        return took.Skip(1).Order().ElementAt((int)(0.99 * (Deliveries - 1)) - 1);
    }

    private static async Task EachArrivesOnceAsync(RelayFixture line, string? dedup, int before)
    {
        // All are settled, so nothing in flight can be duplicated.
        await line.Relay.EndedAsync(before + Deliveries, Ceiling);
        var arrived = await line.Queue.ReadAllAsync();
        Assert.Equal(Deliveries, arrived.Count);
        Assert.Equal(Deliveries, arrived.DistinctBy(message => message.Id, StringComparer.Ordinal).Count());
        Assert.All(arrived, message => Assert.True(dedup is null || string.Equals(message.Dedup, dedup, StringComparison.Ordinal)));
    }
}
