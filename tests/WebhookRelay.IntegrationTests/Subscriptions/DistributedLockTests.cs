using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WebhookRelay.Coordination;
using WebhookRelay.Deduplication;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Telemetry;

namespace WebhookRelay.IntegrationTests.Subscriptions;

/// <summary>At most one replica holds the lock, and a former holder writes nothing.</summary>
public sealed class DistributedLockTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>Short enough to expire in a test, and long enough for a write.</summary>
    private static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan HappensWithin = TimeSpan.FromSeconds(30);

    private readonly List<RedisConnection> _links = [];
    private RedisServer? _redis;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links)
        {
            await link.StopAsync(CancellationToken.None);
            link.Dispose();
        }

        await _redis!.DisposeAsync();
    }

    [Fact]
    public async Task Lock_has_one_holder_until_it_is_released()
    {
        var (one, other) = (await ReplicaAsync(), await ReplicaAsync());
        var handle = await one.TryAcquireAsync("work", Lease, Token);
        Assert.NotNull(handle);
        Assert.Null(await other.TryAcquireAsync("work", Lease, Token));
        Assert.NotNull(await other.TryAcquireAsync("another work", Lease, Token));

        await handle.DisposeAsync();
        Assert.NotNull(await other.TryAcquireAsync("work", Lease, Token));
    }

    [Fact]
    public async Task Holder_that_lost_its_lock_writes_and_releases_nothing()
    {
        var (one, other) = (await ReplicaAsync(), await ReplicaAsync());
        var late = (await one.TryAcquireAsync("work", ShortLease, Token))!;
        Assert.True(await late.WriteStateAsync("first", Token));
        LockHandle? handle = null;
        await Eventually.TrueAsync(async () => (handle = await other.TryAcquireAsync("work", Lease, Token)) is not null, HappensWithin, "the lease ends");

        Assert.False(await late.RenewAsync(Token));
        Assert.False(await late.WriteStateAsync("too late", Token));
        await late.DisposeAsync();
        Assert.Equal("first", await one.ReadStateAsync("work", Token));
        Assert.True(await handle!.RenewAsync(Token));
        Assert.True(await handle.WriteStateAsync("second", Token));
        Assert.Equal("second", await one.ReadStateAsync("work", Token));
    }

    [Fact]
    public async Task Reacquired_lock_fences_off_the_earlier_handle()
    {
        var one = await ReplicaAsync();
        var first = (await one.TryAcquireAsync("work", Lease, Token))!;
        var second = (await one.TryAcquireAsync("work", Lease, Token))!;
        Assert.False(await first.WriteStateAsync("first", Token));
        Assert.True(await second.WriteStateAsync("second", Token));
    }

    [Fact]
    public async Task Facts_are_shared_and_the_newest_wins()
    {
        var (one, other) = (await ReplicaAsync(), await ReplicaAsync());
        var at = new DateTimeOffset(2024, 6, 5, 12, 0, 0, TimeSpan.Zero);
        await one.ShareAsync("work", [new SharedFact("a", at, "new"), new SharedFact("b", at, "only one")], Token);
        var all = await other.ShareAsync("work", [new SharedFact("a", at.AddSeconds(-1), "old"), new SharedFact("c", at, "")], Token);
        Assert.Equal([new SharedFact("a", at, "new"), new SharedFact("b", at, "only one"), new SharedFact("c", at, "")], all.OrderBy(fact => fact.Name));
    }

    [Fact]
    public async Task Without_Redis_the_lock_has_no_holder()
    {
        var one = await ReplicaAsync();
        var handle = (await one.TryAcquireAsync("work", Lease, Token))!;
        await _redis!.KillAsync();
        Assert.False(await handle.RenewAsync(Token));
        Assert.Null(await one.TryAcquireAsync("work", Lease, Token));
        Assert.Single(await one.ShareAsync("work", [new SharedFact("a", DateTimeOffset.UnixEpoch, "mine")], Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<RedisDistributedLock> ReplicaAsync()
    {
        var link = new RedisConnection(new Fixed(new DeduplicationOptions { Redis = _redis!.ConnectionString }), TimeProvider.System, NullLogger<RedisConnection>.Instance);
        _links.Add(link);
        await link.StartAsync(Token);
        await Eventually.TrueAsync(() => link.State.Health is DependencyHealth.Up, HappensWithin, "Redis is reached");
        return new RedisDistributedLock(link);
    }

    private sealed class Fixed(DeduplicationOptions value) : IOptionsMonitor<DeduplicationOptions>
    {
        public DeduplicationOptions CurrentValue => value;

        public DeduplicationOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<DeduplicationOptions, string?> listener) => null;
    }
}
