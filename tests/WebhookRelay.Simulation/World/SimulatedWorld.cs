using WebhookRelay.Simulation.Broker;
using WebhookRelay.Simulation.Mutants;
using WebhookRelay.Simulation.Redis;
using WebhookRelay.Simulation.Time;

namespace WebhookRelay.Simulation.World;

/// <summary>Two relays, a Redis, a broker, deliveries and faults, all generated from one seed.</summary>
internal sealed class SimulatedWorld : IDisposable
{
    private const int Deliveries = 40;
    private const int Rows = 4;

    private static readonly TimeSpan Troubled = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(10);

    private readonly Random _random;
    private readonly Timeline _timeline;
    private readonly WorldContext _world;
    private readonly Machine[] _machines;
    private readonly Trace _trace;

    public SimulatedWorld(int seed, Mutant mutant, bool traced)
    {
        _random = new Random(seed);
        _timeline = new Timeline(_random);
        _trace = new Trace(traced);
        var redis = new SimulatedRedis(_timeline);
        var monitor = new GuaranteeMonitor(_timeline, _trace, redis);
        _world = new WorldContext(_timeline, _random, monitor, redis, new SimulatedBroker(_timeline, monitor));
        _machines = [new Machine("relay-1", _world, mutant), new Machine("relay-2", _world, mutant)];
    }

    public string Trace => _trace.Text;

    /// <returns>The broken guarantee; null if there is none.</returns>
    public async Task<string?> RunAsync()
    {
        foreach (var machine in _machines)
        {
            await machine.StartAsync();
        }

        for (var number = 0; number < Deliveries; number++)
        {
            Send(Delivery.Of(number, _random.Next(Rows), created: _random.Next(3) is 0));
        }

        var faults = new Faults(_world, _machines);
        for (var left = _random.Next(5); left > 0; left--)
        {
            _timeline.After(SomeTime(Troubled), faults.Strike);
        }

        await _timeline.RunAsync(() => _world.Monitor.Broken is not null, Troubled);
        faults.End();
        if (_world.Monitor.Broken is null && !await _timeline.RunAsync(() => _world.Monitor.Broken is not null || _machines.All(machine => machine.IsDone), LongestDrain))
        {
            _world.Monitor.Break("An accepted delivery is never settled");
        }

        _world.Monitor.HoldAgainstWhatWasSent();
        return _world.Monitor.Broken;
    }

    public void Dispose() => Array.ForEach(_machines, machine => machine.Dispose());

    private void Send(Delivery delivery)
    {
        var at = SomeTime(Troubled);
        Send(delivery, at);
        if (_random.Next(6) is 0)
        {
            Send(delivery, at + SomeTime(Troubled / 4));
        }

        if (_random.Next(8) is 0)
        {
            Send(delivery.ByAnother(), at + SomeTime(Troubled / 20));
        }

        if (_random.Next(8) is 0)
        {
            Send(delivery.EditedInTheSameSecond(), at + SomeTime(Troubled / 20));
        }
    }

    private void Send(Delivery delivery, TimeSpan at)
    {
        var machine = _machines[_random.Next(_machines.Length)];
        _timeline.After(at, () => _ = machine.ReceiveAsync(delivery));
    }

    private TimeSpan SomeTime(TimeSpan upTo) => TimeSpan.FromTicks(_random.NextInt64(upTo.Ticks));
}
