using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>Two relays that share Redis and a broker, and the operations that break and repair them.</summary>
internal sealed class FaultEnvironment : IAsyncDisposable
{
    private const string Subscriber = "victim";
    private const string Another = "foreign";
    private const string User = "guest";

    private readonly TemporaryFolder _folder = new();
    private string? _disk;
    private SteppedClock? _clock;
    private RelayFixture? _line;
    private RelayProcess? _first;
    private RelayProcess? _second;

    private FaultEnvironment(RabbitMqServer rabbit, RedisServer redis) =>
        (Rabbit, Redis, ToRabbit, ToRedis) = (rabbit, redis, new TcpProxy(rabbit.Port), new TcpProxy(redis.Port));

    public RabbitMqServer Rabbit { get; }

    public RedisServer Redis { get; }

    /// <summary>Between the first relay and the broker.</summary>
    public TcpProxy ToRabbit { get; }

    /// <summary>Between the first relay and Redis.</summary>
    public TcpProxy ToRedis { get; }

    /// <summary>The relay that most faults affect.</summary>
    public RelayProcess First => _first!;

    /// <summary>The second relay. If the machine permits it, its ledger is on its own small disk.</summary>
    public RelayProcess Second => _second!;

    /// <summary>Faults that this machine cannot inject, with the reasons.</summary>
    public IReadOnlyDictionary<string, string> Excluded { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A queue that gets every event.</summary>
    public EventQueue Queue => _line!.Queue;

    /// <summary>Another service's queue, which also gets every event.</summary>
    public EventQueue Foreign { get; private set; } = null!;

    public static async Task<FaultEnvironment> OpenAsync()
    {
        var environment = new FaultEnvironment(await RabbitMqServer.StartAsync(), await RedisServer.StartAsync());
        try
        {
            await environment.StartRelaysAsync();
            return environment;
        }
        catch
        {
            await environment.DisposeAsync();
            throw;
        }
    }

    public async Task DeleteSubscriberAsync()
    {
        await using var connection = await _line!.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(Subscriber, ifUnused: false, ifEmpty: false);
    }

    public Task SubscriberIsBackAsync() => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                await using var queue = _line!.Existing(Subscriber);
                return await queue.CountAsync() > 0;
            }
            catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
            {
                return false;
            }
        },
        TimeSpan.FromSeconds(60),
        "the deleted subscriber queue is restored and gets events");

    public Task FillForeignAsync() => Rabbit.LimitAsync(_line!.Vhost, Another, messages: 5);

    public Task MakeRoomInForeignAsync() => Rabbit.UnlimitAsync(_line!.Vhost);

    /// <summary>Revokes the relays' permission to publish to the exchange.</summary>
    public async Task TakeRightAsync()
    {
        await Rabbit.AllowAsync(_line!.Vhost, User, write: @"^(?!labelbox\.events$).*");
        await Rabbit.CtlAsync("close_all_connections", "--vhost", _line.Vhost, "the test");
    }

    public Task GiveRightAsync() => Rabbit.AllowAsync(_line!.Vhost, User, write: ".*");

    public async Task FillDiskAsync()
    {
        await using var full = ServerProcess.Start("dd", ["if=/dev/zero", $"of={Ballast}", "bs=64k"]);
        Assert.NotEqual(0, await full.ExitAsync());
    }

    /// <summary>Offsets the first relay's clock and waits until the relay uses it.</summary>
    public async Task StepClockAsync(TimeSpan offset)
    {
        _clock!.Step(offset);
        await Eventually.TrueAsync(
            async () => await First.ClockAsync() is { } shown && (shown - DateTimeOffset.UtcNow - offset).Duration() < TimeSpan.FromMinutes(1),
            TimeSpan.FromSeconds(60),
            $"the relay's clock is {offset} away");
    }

    public void MakeRoom() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await (_first?.DisposeAsync() ?? default);
        await (_second?.DisposeAsync() ?? default);
        _clock?.Dispose();
        await (Foreign?.DisposeAsync() ?? default);
        await (_line?.DisposeAsync() ?? default);
        await ToRabbit.DisposeAsync();
        await ToRedis.DisposeAsync();
        await Redis.DisposeAsync();
        await Rabbit.DisposeAsync();
        if (_disk is not null)
        {
            await using var unmounting = ServerProcess.Start("umount", ["-l", _disk]);
            await unmounting.ExitAsync();
        }

        _folder.Dispose();
    }

    private string Ballast => Path.Combine(_disk!, "ballast");

    private async Task StartRelaysAsync()
    {
        await MountAsync();
        _clock = SteppedClock.Find(_folder.File("offset"));
        Excluded = new (string Fault, string Why, bool IsOut)[]
            {
                (Fault.DiskFull, "mounting a tmpfs needs root", _disk is null), (Fault.ClockStepped, "libfaketime is not installed", _clock is null),
            }
            .Where(fault => fault.IsOut).ToDictionary(fault => fault.Fault, fault => fault.Why, StringComparer.Ordinal);
        (string, string)[] quick =
        [
            ("Deduplication__Lease", "00:00:04"), ("Publishing__Deadline", "00:00:02"), ("Publishing__UnroutedRetry", "00:00:01"),
            ($"Subscribers__{Subscriber}__Topics__0", "LABEL_UPDATED"), ("Publishing__RabbitMqManagement", Rabbit.ManagementUri), .. ContinuousSender.Webhooks,
        ];
        _line = await RelayFixture.OpenAsync(Rabbit, Redis, quick);
        // Without this argument, a length limit drops old messages instead of rejecting new ones.
        Foreign = await _line.DeclareClassicAsync(Another, new() { ["x-overflow"] = "reject-publish" }, routingKey: "#");
        string Through(string key, int port, TcpProxy proxy) => _line.Setting(key).Replace($":{port}", $":{proxy.Port}", StringComparison.Ordinal);
        _first = await _line.AnotherRelayAsync(
        [
            ("Deduplication__Redis", Through("Deduplication__Redis", Redis.Port, ToRedis)),
            ("Publishing__RabbitMq", Through("Publishing__RabbitMq", Rabbit.Port, ToRabbit)),
            .. _clock?.Settings ?? [],
        ]);
        _second = await _line.AnotherRelayAsync(_disk is null ? [] : [("Ledger__Path", Path.Combine(_disk, "ledger"))]);
        await _line.Relay.TerminateAsync();
    }

    private async Task MountAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        var disk = _folder.File("disk");
        Directory.CreateDirectory(disk);
        await using var mounting = ServerProcess.Start("mount", ["-t", "tmpfs", "-o", "size=400m", "tmpfs", disk]);
        _disk = await mounting.ExitAsync() is 0 ? disk : null;
    }
}
