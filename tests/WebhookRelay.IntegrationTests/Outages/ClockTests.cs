using System.Globalization;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using WebhookRelay.Deduplication;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Telemetry;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>A relay whose wall clock is wrong, temporarily or from the start.</summary>
public sealed class ClockTests(SharedServers servers)
{
    private const string NoFaketime = "libfaketime is not installed.";

    /// <summary>Longer than a jump in these tests; a clock that was right for longer is trusted.</summary>
    private static readonly TimeSpan BeenRight = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Short_clock_jump_of_a_day_changes_no_date_and_is_reported()
    {
        using var folder = new TemporaryFolder();
        using var clock = SteppedClock.Find(folder.File("offset"));
        Assert.SkipWhen(clock is null, NoFaketime);
        var started = TimeProvider.System.GetTimestamp();
        var begin = DateTimeOffset.UtcNow;
        await using var relay = await RelayProcess.StartAsync([.. clock!.Settings]);
        using var admin = new Admin(relay);
        await AcceptsAsync(relay, "before");
        await Eventually.TrueAsync(() => Task.FromResult(TimeProvider.System.GetElapsedTime(started) > BeenRight), Soon, "the clock has been right for a while");

        await StepAsync(relay, clock, TimeSpan.FromDays(1));
        await AcceptsAsync(relay, "meanwhile");
        await relay.HealthShowsAsync("clock", "degraded");
        await StepAsync(relay, clock, TimeSpan.Zero);
        await AcceptsAsync(relay, "behind");
        await relay.HealthShowsAsync("clock", "up");
        Assert.Contains("came back", (string?)(await relay.ReadyAsync()).Body["checks"]!["clock"]!["reason"], StringComparison.Ordinal);
        await relay.WaitForLogAsync(line => line.Contains("The wall clock jumped by", StringComparison.Ordinal) && line.Contains("1.00:00:0", StringComparison.Ordinal));
        Assert.Contains("\nwebhookrelay_clock_jumps_total", await relay.Http.GetStringAsync(new Uri(relay.ManagementUrl, "/metrics"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Equal(0, await relay.TerminateAsync());
        await relay.StartAgainAsync();
        await AcceptsAsync(relay, "again");
        await relay.EndsAsync("again", "Relayed");

        var end = DateTimeOffset.UtcNow;
        var all = await admin.ListAsync($"from={Text(begin.AddMinutes(-1))}&to={Text(end.AddMinutes(1))}");
        Assert.Equal(["again", "behind", "meanwhile", "before"], all.Select(each => (string)each["id"]!));
        Assert.All(all, each => Assert.InRange(Time(each, "acceptedAt"), begin.AddSeconds(-2), end.AddSeconds(2)));
        Assert.All(all, each => Assert.InRange(Time(each, "settledAt"), begin.AddSeconds(-2), end.AddSeconds(2)));
        Assert.Empty(await admin.ListAsync($"from={Text(end.AddMinutes(1))}"));
        var detail = (await admin.GetAsync("/deliveries/meanwhile"))["deliveries"]![0]!;
        Assert.InRange(Time(detail["event"]!, "recordedtime"), begin.AddSeconds(-2), end.AddSeconds(2));
    }

    [Fact]
    public async Task Clock_an_hour_ahead_on_one_relay_keeps_the_order_of_both()
    {
        using var folder = new TemporaryFolder();
        using var clock = SteppedClock.Find(folder.File("offset"));
        Assert.SkipWhen(clock is null, NoFaketime);
        clock!.Step(TimeSpan.FromHours(1));
        await using var redis = await RedisServer.StartAsync();
        await using var right = await RelayProcess.StartAsync(("Deduplication__Redis", redis.ConnectionString));
        await using var ahead = await RelayProcess.StartAsync([("Deduplication__Redis", redis.ConnectionString), .. clock.Settings]);

        var earlier = await SequenceAsync(ahead, "earlier");
        await right.WaitForLogAsync(line => line.Contains("The sequences of this ledger moved ahead by", StringComparison.Ordinal));
        var later = await SequenceAsync(right, "later");
        Assert.True(later > earlier, $"{later} of the other relay is not behind {earlier}");

        // After the clock is corrected and the relay restarted, its sequences are still the latest.
        Assert.Equal(0, await ahead.TerminateAsync());
        clock.Step(TimeSpan.Zero);
        await ahead.StartAgainAsync();
        await Eventually.TrueAsync(
            async () => await SequenceAsync(ahead, $"{Guid.NewGuid()}") is var one && await SequenceAsync(right, $"{Guid.NewGuid()}") is var two && two > one && await SequenceAsync(ahead, $"{Guid.NewGuid()}") > two,
            Soon,
            "what either relay accepts next sorts behind what the other accepted before");

        using var admin = new Admin(right);
        var delivery = (await admin.GetAsync("/deliveries/later"))["deliveries"]![0]!["delivery"]!;
        Assert.InRange(Time(delivery, "acceptedAt"), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddSeconds(2));
    }

    [Fact]
    public async Task Furthest_clock_reading_wins_and_invalid_ones_are_ignored()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(servers.Redis.ConnectionString);
        var shared = new SharedSequence(new Asking(redis.GetDatabase()));
        var key = $"{RedisDeduplication.Prefix}sequence";
        const long Now = 1_767_225_600_000_000;
        const long Hour = 3_600_000_000;
        await redis.GetDatabase().KeyDeleteAsync(key);
        Task<long?> Ask(long own) => shared.ExchangeAsync(own, TestContext.Current.CancellationToken).AsTask();

        Assert.Equal(Now, await Ask(Now));
        Assert.InRange((await Ask(Now - Hour))!.Value, Now, Now + Hour);
        Assert.Equal(Now + Hour, await Ask(Now + Hour));
        var first = (await Ask(0))!.Value;
        Assert.True((await Ask(0))!.Value >= first && first >= Now + Hour);
        foreach (var nonsense in (string[])["not a number", "99999999999999999999", "-1", "inf"])
        {
            await redis.GetDatabase().StringSetAsync(key, nonsense, TimeSpan.FromHours(1));
            Assert.Equal(Now, await Ask(Now));
        }

        await redis.GetDatabase().StringSetAsync(key, "1");
        Assert.Equal(Now, await Ask(Now));
    }

    private static async Task StepAsync(RelayProcess relay, SteppedClock clock, TimeSpan offset)
    {
        clock.Step(offset);
        await Eventually.TrueAsync(
            async () => await relay.ClockAsync() is { } shown && (shown - DateTimeOffset.UtcNow - offset).Duration() < TimeSpan.FromMinutes(1), Soon, $"the wall clock is {offset} away");
    }

    private static async Task AcceptsAsync(RelayProcess relay, string id) => Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2("row", label: id), id)).Status);

    private static async Task<long> SequenceAsync(RelayProcess relay, string id)
    {
        await AcceptsAsync(relay, id);
        using var admin = new Admin(relay);
        return long.Parse((string)(await admin.GetAsync($"/deliveries/{id}"))["deliveries"]![0]!["delivery"]!["sequence"]!, CultureInfo.InvariantCulture);
    }

    private static string Text(DateTimeOffset time) => Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture));

    private static DateTimeOffset Time(JsonNode of, string member) => DateTimeOffset.Parse((string)of[member]!, CultureInfo.InvariantCulture);

    private sealed class Asking(IDatabase redis) : IScriptRunner
    {
        public DependencyState State { get; } = new(DependencyHealth.Up, Reason: null, DateTimeOffset.UnixEpoch);

        public async ValueTask<RedisResult?> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
            await redis.ScriptEvaluateAsync(script, keys, arguments);
    }
}
