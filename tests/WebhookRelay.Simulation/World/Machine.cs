using WebhookRelay.Ledger;
using WebhookRelay.Simulation.Disk;
using WebhookRelay.Simulation.Mutants;

namespace WebhookRelay.Simulation.World;

/// <summary>The machine of a relay. Its disk and clock survive a crash.</summary>
internal sealed class Machine(string name, WorldContext world, Mutant mutant) : IDisposable
{
    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromSeconds(1);

    private RelayRun? _run;
    private bool _stopping;

    public RelayDisk Disk { get; } = new();

    public MachineClock Clock { get; } = new(world.Timeline);

    /// <summary>Whether the relay has no work left.</summary>
    public bool IsDone => _run is not null && Disk[ColumnFamily.Pending].Count is 0;

    public async Task StartAsync()
    {
        if (_run is not null || _stopping)
        {
            return;
        }

        Say("starts");
        Clock.RelayStarts();
        var run = _run = new RelayRun(world, Disk, () => Clock.IsOff, mutant);
        try
        {
            await run.StartAsync();
        }
        catch (LedgerUnavailableException)
        {
            // The process exits, and its supervisor restarts it.
            Say("cannot open its ledger");
            End(run);
            world.Timeline.After(StartAgainAfter, () => _ = StartAsync());
        }
    }

    public async Task ReceiveAsync(Delivery delivery)
    {
        if (_run is not { } run || run.Lifetime.StandsStillUntil > world.Timeline.Now)
        {
            return;
        }

        Say($"receives {delivery.Id}");
        world.Monitor.Sent(delivery);
        try
        {
            var (received, mustShow) = (world.Timeline.Now, Clock.MustShow);
            var appended = await run.ReceiveAsync(delivery);
            if (!run.Lifetime.HasEnded)
            {
                world.Monitor.Dated(appended, received, mustShow == Clock.MustShow ? mustShow : null);
                world.Monitor.Answered(name, appended, Disk);
                world.Monitor.AnsweredRelayed(appended, await run.Ledger.WhenSettledAsync(appended.Entry.Sequence, CancellationToken.None));
            }
        }
        catch (LedgerUnavailableException)
        {
            Say($"refuses {delivery.Id}");
        }
    }

    public void Crash()
    {
        if (_run is not { } run)
        {
            return;
        }

        Say("crashes");
        End(run);
        world.Monitor.Crashed(run.Lifetime);
        Disk.Crash(world.Random);
    }

    /// <summary>Crashes before or after the next write.</summary>
    public void CrashWhileWriting() => Disk.Interruption = Crash;

    public void StandStill(TimeSpan time)
    {
        if (_run is { } run)
        {
            Say($"pauses for {time}");
            run.Lifetime.StandsStillUntil = world.Timeline.Now + time;
        }
    }

    public void BreakConnection() => _run?.Broker.Break();

    /// <summary>Restarts the relay gracefully.</summary>
    public async Task RestartAsync()
    {
        if (_run is not { } run)
        {
            return;
        }

        Say("stops");
        (_run, _stopping) = (null, true);
        await run.StopAsync();
        world.Monitor.Crashed(run.Lifetime);
        run.Lifetime.End();
        run.Dispose();
        _stopping = false;
        await StartAsync();
    }

    public void Dispose()
    {
        if (_run is { } run)
        {
            End(run);
        }
    }

    private void End(RelayRun run)
    {
        _run = null;
        run.Lifetime.End();
        run.Dispose();
    }

    private void Say(string what) => world.Monitor.Say(name, what);
}
