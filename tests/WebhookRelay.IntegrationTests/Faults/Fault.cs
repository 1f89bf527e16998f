namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>A fault that is injected for a while and then repaired.</summary>
/// <param name="Name">The name in the result table.</param>
/// <param name="DuplicateReason">Why duplicates are permitted during the fault; null if they are not.</param>
/// <param name="InjectAsync">Injects and repairs the fault within a few seconds. The relays may still be catching up afterwards.</param>
/// <param name="MaxCopies">The maximum copies of an event that one relay may publish to a queue; null if unlimited.</param>
internal sealed record Fault(string Name, string? DuplicateReason, Func<FaultEnvironment, Task> InjectAsync, int? MaxCopies = null)
{
    /// <summary>The name of a round without a fault.</summary>
    public const string None = "nothing";

    public const string DiskFull = "ledger disk full";
    public const string ClockStepped = "clock stepped";

    private const string FullQueue = "full foreign queue";
    private const string RevokedRight = "revoked right";

    private static readonly TimeSpan BeyondLease = TimeSpan.FromSeconds(6);

    /// <summary>A relay that has just started trusts its clock only if it was right for longer than it was wrong.</summary>
    private static readonly TimeSpan BeyondClockJump = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    /// <summary>The component that it affects.</summary>
    public char Target => Name switch
    {
        var name when name.StartsWith("broker", StringComparison.Ordinal) || name.EndsWith("alarm", StringComparison.Ordinal) || name is "queue deleted" or FullQueue or RevokedRight => 'b',
        var name when name.StartsWith("Redis", StringComparison.Ordinal) => 'r',
        var name when name.StartsWith("connections", StringComparison.Ordinal) => 'c',
        None or DiskFull => 'd',
        ClockStepped => 't',
        _ => 'f',
    };

    /// <summary>Whether it restarts a relay, which then trusts the clock it finds.</summary>
    public bool RestartsRelay => Name is "relay killed" or "torn last write";

    /// <summary>All faults. A run injects each alone, and also pairs.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new(None, DuplicateReason: null, _ => Task.Delay(Duration)),
        new("relay killed", "a crash between confirm and settle", async environment =>
        {
            await environment.First.KillAsync();
            await environment.First.StartAgainAsync();
        }),
        new("relay stalled", "a holder stalled past its lease", async environment =>
        {
            await environment.First.PauseAsync();
            await Task.Delay(BeyondLease);
            environment.First.Resume();
        }),
        new("torn last write", "a crash between confirm and settle", async environment =>
        {
            await environment.First.KillAsync();
            await TornRecord.WriteAsync(environment.First.LedgerPath);
            await environment.First.StartAgainAsync();
        }),
        new("broker killed", "a publish left unanswered", async environment =>
        {
            await environment.Rabbit.KillAsync();
            await environment.Rabbit.StartAgainAsync();
        }),
        new("broker restarted", "a publish left unanswered", async environment =>
        {
            await environment.Rabbit.StopAsync();
            await environment.Rabbit.StartAgainAsync();
        }),
        new("broker paused", "a publish left unanswered", async environment =>
        {
            await environment.Rabbit.PauseAsync();
            await Task.Delay(BeyondLease);
            environment.Rabbit.Resume();
        }),
        new("memory alarm", "a publish left unanswered", async environment =>
        {
            await environment.Rabbit.CtlAsync("set_vm_memory_high_watermark", "absolute", "1");
            await Task.Delay(Duration);
            await environment.Rabbit.CtlAsync("set_vm_memory_high_watermark", "0.6");
        }),
        new("disk alarm", "a publish left unanswered", async environment =>
        {
            await environment.Rabbit.CtlAsync("set_disk_free_limit", "1000000GB");
            await Task.Delay(Duration);
            await environment.Rabbit.CtlAsync("set_disk_free_limit", "50MB");
        }),
        new("Redis killed", "Redis away, and emptied, while two replicas run", async environment =>
        {
            await environment.Redis.KillAsync();
            await Task.Delay(Duration);
            await environment.Redis.RestartAsync();
        }),
        new("Redis emptied", "Redis emptied while two replicas run", async environment =>
        {
            for (var i = 0; i < 4; i++)
            {
                await environment.Redis.CommandAsync("FLUSHALL");
                await Task.Delay(Duration / 4);
            }
        }),
        new("Redis paused", "Redis away while two replicas run", async environment =>
        {
            await environment.Redis.PauseAsync();
            await Task.Delay(BeyondLease);
            environment.Redis.Resume();
        }),
        new("connections cut", "a publish left unanswered", async environment =>
        {
            for (var i = 0; i < 4; i++)
            {
                environment.ToRabbit.Cut();
                environment.ToRedis.Cut();
                await Task.Delay(Duration / 4);
            }
        }),
        new("connections delayed", "a publish left unanswered", async environment =>
        {
            for (var i = 0; i < 6; i++)
            {
                var (proxy, direction) = (i % 2 is 0 ? environment.ToRabbit : environment.ToRedis, i % 3 is 0 ? Support.Direction.ToServer : Support.Direction.ToClient);
                proxy.Hold(direction);
                await Task.Delay(Duration / 6);
                proxy.Release(direction);
            }
        }),
        // While a queue is deleted, the broker leaves publishes to other queues unanswered beyond the publish deadline.
        new("queue deleted", "a publish left unanswered", async environment =>
        {
            await environment.DeleteSubscriberAsync();
            await environment.SubscriberIsBackAsync();
        }),
        new(FullQueue, "a publish that one of several queues refused", async environment =>
        {
            await environment.FillForeignAsync();
            await Task.Delay(BeyondLease);
            await environment.MakeRoomInForeignAsync();
        }, MaxCopies: 2),
        new(RevokedRight, "a publish left unanswered", async environment =>
        {
            await environment.TakeRightAsync();
            await Task.Delay(BeyondLease);
            await environment.GiveRightAsync();
        }),
        new(ClockStepped, DuplicateReason: null, async environment =>
        {
            await Task.Delay(BeyondClockJump);
            foreach (var hours in (int[])[24, -1, 0])
            {
                await environment.StepClockAsync(TimeSpan.FromHours(hours));
                await Task.Delay(hours is 24 ? Duration : Duration / 2);
            }
        }),
        new(DiskFull, DuplicateReason: null, async environment =>
        {
            await environment.FillDiskAsync();
            await Task.Delay(Duration);
            environment.MakeRoom();
        }),
    ];
}
