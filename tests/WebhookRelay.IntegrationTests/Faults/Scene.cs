using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>Two relays that share a Redis and a broker, and everything that can be broken about them.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private const string Subscriber = "victim";
    private const string Another = "foreign";
    private const string User = "guest";

    private readonly TemporaryFolder _folder = new();
    private string? _disk;
    private SteppedClock? _clock;
    private TestLine? _line;
    private RelayProcess? _first;
    private RelayProcess? _second;

    private Scene(RabbitMqServer rabbit, RedisServer redis) =>
        (Rabbit, Redis, ToRabbit, ToRedis) = (rabbit, redis, new TcpProxy(rabbit.Port), new TcpProxy(redis.Port));

    public RabbitMqServer Rabbit { get; }

    public RedisServer Redis { get; }

    /// <summary>Between the first relay and the broker.</summary>
    public TcpProxy ToRabbit { get; }

    /// <summary>Between the first relay and Redis.</summary>
    public TcpProxy ToRedis { get; }

    /// <summary>The one that most faults strike.</summary>
    public RelayProcess First => _first!;

    /// <summary>The one beside it. Where this machine allows it, its ledger has a small disk of its own.</summary>
    public RelayProcess Second => _second!;

    /// <summary>Faults that this machine cannot produce, and why.</summary>
    public IReadOnlyDictionary<string, string> LeftOut { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where every event goes.</summary>
    public EventQueue Queue => _line!.Queue;

    /// <summary>Another service's queue, where every event goes as well.</summary>
    public EventQueue Foreign { get; private set; } = null!;

    public static async Task<Scene> OpenAsync()
    {
        var scene = new Scene(await RabbitMqServer.StartAsync(), await RedisServer.StartAsync());
        try
        {
            await scene.StartRelaysAsync();
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
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
        "a declared subscriber's queue that was deleted is there again, and gets events");

    public Task FillForeignAsync() => Rabbit.LimitAsync(_line!.Vhost, Another, messages: 5);

    public Task MakeRoomInForeignAsync() => Rabbit.UnlimitAsync(_line!.Vhost);

    /// <summary>The relays may do anything but publish to the exchange.</summary>
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

    /// <summary>Sets the first relay's clock that far from the machine's, and ends when the relay goes by it.</summary>
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
        LeftOut = new (string Fault, string Why, bool IsOut)[]
            {
                (Fault.DiskFull, "mounting a tmpfs needs root", _disk is null), (Fault.ClockStepped, "libfaketime is not installed", _clock is null),
            }
            .Where(fault => fault.IsOut).ToDictionary(fault => fault.Fault, fault => fault.Why, StringComparer.Ordinal);
        (string, string)[] quick =
        [
            ("Deduplication__Lease", "00:00:04"), ("Publishing__Deadline", "00:00:02"), ("Publishing__UnroutedRetry", "00:00:01"),
            ($"Subscribers__{Subscriber}__Topics__0", "LABEL_UPDATED"), ("Publishing__RabbitMqManagement", Rabbit.ManagementUri), .. Sending.Webhooks,
        ];
        _line = await TestLine.OpenAsync(Rabbit, Redis, quick);
        // Without the argument a limit that is set takes messages off the queue before it refuses any.
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
