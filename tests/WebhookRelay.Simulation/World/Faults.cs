namespace WebhookRelay.Simulation.World;

/// <summary>Injects faults.</summary>
internal sealed class Faults
{
    private readonly WorldContext _world;
    private readonly Machine[] _machines;
    private readonly (string Name, Action Strike)[] _kinds;

    public Faults(WorldContext world, Machine[] machines)
    {
        (_world, _machines) = (world, machines);
        _kinds =
        [
            ("relay crashes", () => CrashAndStart(machine => machine.Crash())),
            ("relay crashes during a write", () => CrashAndStart(machine => machine.CrashWhileWriting())),
            ("relay restarts", () => _ = SomeMachine().RestartAsync()),
            ("relay pauses", () => SomeMachine().StandStill(SomeTime(200, 9_000))),
            ("disk full", () => SomeMachine().Disk.FullUntil = Now + SomeTime(100, 5_000)),
            ("clock steps", () => SomeMachine().Clock.Step(SomeDate())),
            ("clock wrong for a moment", () => SomeMachine().Clock.StepFor(SomeDate(), SomeTime(200, 4_000))),
            ("connection breaks", () => SomeMachine().BreakConnection()),
            ("broker away", BrokerAway),
            ("broker stalls", () => _world.Broker.StalledUntil = Now + SomeTime(200, 9_000)),
            ("broker busy", () => _world.Broker.BusyUntil = Now + SomeTime(200, 6_000)),
            ("broker refuses", () => _world.Broker.RefusesUntil = Now + SomeTime(50, 2_000)),
            ("no queue", () => _world.Broker.Unbound = (_world.Random.Next(2) is 0 ? "label.updated" : "label", Now + SomeTime(200, 8_000))),
            ("Redis away", () => _world.Redis.AwayUntil = Now + SomeTime(200, 6_000)),
            ("Redis slow", () => _world.Redis.SlowUntil = Now + SomeTime(200, 6_000)),
            ("Redis emptied", EmptyRedis),
        ];
    }

    private TimeSpan Now => _world.Timeline.Now;

    public void Strike()
    {
        var (name, strike) = _kinds[_world.Random.Next(_kinds.Length)];
        _world.Monitor.Say("fault", name);
        strike();
    }

    /// <summary>Ends all faults.</summary>
    public void End()
    {
        _world.Monitor.Say("fault", "all faults ended");
        (_world.Broker.AwayUntil, _world.Broker.StalledUntil, _world.Broker.BusyUntil, _world.Broker.RefusesUntil) = (Now, Now, Now, Now);
        _world.Broker.Unbound = (string.Empty, Now);
        (_world.Redis.AwayUntil, _world.Redis.SlowUntil) = (Now, Now);
        foreach (var machine in _machines)
        {
            machine.Disk.FullUntil = Now;
            machine.Disk.Interruption = null;
            _ = machine.StartAsync();
        }
    }

    private void CrashAndStart(Action<Machine> crash)
    {
        var machine = SomeMachine();
        crash(machine);
        _world.Timeline.After(SomeTime(100, 5_000), () => _ = machine.StartAsync());
    }

    private void BrokerAway()
    {
        _world.Broker.AwayUntil = Now + SomeTime(100, 6_000);
        foreach (var machine in _machines)
        {
            machine.BreakConnection();
        }
    }

    private void EmptyRedis()
    {
        _world.Monitor.RedisWasInTrouble = true;
        _world.Redis.Flush();
    }

    private Machine SomeMachine() => _machines[_world.Random.Next(_machines.Length)];

    /// <summary>Between one hour and three days in the past or the future.</summary>
    private TimeSpan SomeDate() => TimeSpan.FromSeconds(_world.Random.Next(3_600, 3 * 86_400) * (_world.Random.Next(2) is 0 ? 1 : -1));

    private TimeSpan SomeTime(int fromMilliseconds, int toMilliseconds) => TimeSpan.FromMicroseconds(_world.Random.NextInt64(fromMilliseconds * 1000L, toMilliseconds * 1000L));
}
