namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>Something that goes wrong for a while, and is mended.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="MayDouble">Why design allows doubles of what is sent meanwhile; null where it allows none.</param>
/// <param name="StrikeAsync">Does it and mends it, all of it within a few seconds; the relays may still be catching up then.</param>
/// <param name="Most">How often one relay may bring an event to a queue at most; null where design does not say.</param>
internal sealed record Fault(string Name, string? MayDouble, Func<Scene, Task> StrikeAsync, int? Most = null)
{
    /// <summary>What a round is called in which nothing goes wrong.</summary>
    public const string None = "nothing";

    public const string DiskFull = "ledger disk full";
    public const string ClockStepped = "clock stepped";

    private const string FullQueue = "full foreign queue";
    private const string RevokedRight = "revoked right";

    private static readonly TimeSpan LongerThanTheLease = TimeSpan.FromSeconds(6);

    /// <summary>A relay that may just have started believes a clock that was right for longer than it is wrong.</summary>
    private static readonly TimeSpan LongerThanAJump = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(4);

    /// <summary>What of the scene it strikes.</summary>
    public char Part => Name switch
    {
        var name when name.StartsWith("broker", StringComparison.Ordinal) || name.EndsWith("alarm", StringComparison.Ordinal) || name is "queue deleted" or FullQueue or RevokedRight => 'b',
        var name when name.StartsWith("Redis", StringComparison.Ordinal) => 'r',
        var name when name.StartsWith("connections", StringComparison.Ordinal) => 'c',
        None or DiskFull => 'd',
        ClockStepped => 't',
        _ => 'f',
    };

    /// <summary>Whether it leaves the times of events true beside it: a relay that starts believes the clock it finds.</summary>
    public bool StartsARelay => Name is "relay killed" or "torn last write";

    /// <summary>Each by itself; a run also strikes with two at once.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new(None, MayDouble: null, _ => Task.Delay(AWhile)),
        new("relay killed", "a crash between confirm and settle", async scene =>
        {
            await scene.First.KillAsync();
            await scene.First.StartAgainAsync();
        }),
        new("relay stalled", "a holder stalled past its lease", async scene =>
        {
            await scene.First.PauseAsync();
            await Task.Delay(LongerThanTheLease);
            scene.First.Resume();
        }),
        new("torn last write", "a crash between confirm and settle", async scene =>
        {
            await scene.First.KillAsync();
            await TornRecord.WriteAsync(scene.First.LedgerPath);
            await scene.First.StartAgainAsync();
        }),
        new("broker killed", "a publish left unanswered", async scene =>
        {
            await scene.Rabbit.KillAsync();
            await scene.Rabbit.StartAgainAsync();
        }),
        new("broker restarted", "a publish left unanswered", async scene =>
        {
            await scene.Rabbit.StopAsync();
            await scene.Rabbit.StartAgainAsync();
        }),
        new("broker paused", "a publish left unanswered", async scene =>
        {
            await scene.Rabbit.PauseAsync();
            await Task.Delay(LongerThanTheLease);
            scene.Rabbit.Resume();
        }),
        new("memory alarm", "a publish left unanswered", async scene =>
        {
            await scene.Rabbit.CtlAsync("set_vm_memory_high_watermark", "absolute", "1");
            await Task.Delay(AWhile);
            await scene.Rabbit.CtlAsync("set_vm_memory_high_watermark", "0.6");
        }),
        new("disk alarm", "a publish left unanswered", async scene =>
        {
            await scene.Rabbit.CtlAsync("set_disk_free_limit", "1000000GB");
            await Task.Delay(AWhile);
            await scene.Rabbit.CtlAsync("set_disk_free_limit", "50MB");
        }),
        new("Redis killed", "Redis away, and emptied, while two replicas run", async scene =>
        {
            await scene.Redis.KillAsync();
            await Task.Delay(AWhile);
            await scene.Redis.RestartAsync();
        }),
        new("Redis emptied", "Redis emptied while two replicas run", async scene =>
        {
            for (var i = 0; i < 4; i++)
            {
                await scene.Redis.CommandAsync("FLUSHALL");
                await Task.Delay(AWhile / 4);
            }
        }),
        new("Redis paused", "Redis away while two replicas run", async scene =>
        {
            await scene.Redis.PauseAsync();
            await Task.Delay(LongerThanTheLease);
            scene.Redis.Resume();
        }),
        new("connections cut", "a publish left unanswered", async scene =>
        {
            for (var i = 0; i < 4; i++)
            {
                scene.ToRabbit.Cut();
                scene.ToRedis.Cut();
                await Task.Delay(AWhile / 4);
            }
        }),
        new("connections delayed", "a publish left unanswered", async scene =>
        {
            for (var i = 0; i < 6; i++)
            {
                var (proxy, direction) = (i % 2 is 0 ? scene.ToRabbit : scene.ToRedis, i % 3 is 0 ? Support.Direction.ToServer : Support.Direction.ToClient);
                proxy.Hold(direction);
                await Task.Delay(AWhile / 6);
                proxy.Release(direction);
            }
        }),
        // While a queue is deleted the broker leaves publishes to the others unanswered for longer than the suite's deadline.
        new("queue deleted", "a publish left unanswered", async scene =>
        {
            await scene.DeleteSubscriberAsync();
            await scene.SubscriberIsBackAsync();
        }),
        new(FullQueue, "a publish that one of several queues refused", async scene =>
        {
            await scene.FillForeignAsync();
            await Task.Delay(LongerThanTheLease);
            await scene.MakeRoomInForeignAsync();
        }, Most: 2),
        new(RevokedRight, "a publish left unanswered", async scene =>
        {
            await scene.TakeRightAsync();
            await Task.Delay(LongerThanTheLease);
            await scene.GiveRightAsync();
        }),
        new(ClockStepped, MayDouble: null, async scene =>
        {
            await Task.Delay(LongerThanAJump);
            foreach (var hours in (int[])[24, -1, 0])
            {
                await scene.StepClockAsync(TimeSpan.FromHours(hours));
                await Task.Delay(hours is 24 ? AWhile : AWhile / 2);
            }
        }),
        new(DiskFull, MayDouble: null, async scene =>
        {
            await scene.FillDiskAsync();
            await Task.Delay(AWhile);
            scene.MakeRoom();
        }),
    ];
}
