using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Clock;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Relaying;
using WebhookRelay.Simulation.Broker;
using WebhookRelay.Simulation.Disk;
using WebhookRelay.Simulation.Mutants;
using WebhookRelay.Simulation.Redis;
using WebhookRelay.Simulation.Time;
using WebhookRelay.Subscriptions;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Simulation.World;

/// <summary>One run of a relay: the service's own pipeline behind the ledger, with simulated dependencies.</summary>
internal sealed class RelayRun : IDisposable
{
    private readonly Meters _meters = new();
    private readonly ClockMonitor _clock;
    private readonly PublishCircuitBreaker _gate;
    private readonly Relay _relay;
    private readonly UnroutedRetry _retry;
    private readonly RefusedRetry _refusedRetry;
    private readonly SemaphoreSlim _room = new(Settings.Publishing.CurrentValue.InFlight);

    public RelayRun(WorldContext world, RelayDisk disk, Func<TimeSpan> clockIsOff, Mutant mutant)
    {
        var (timeline, random, monitor, redis, broker) = world;
        var wall = new ProcessClock(timeline, Lifetime, clockIsOff);
        var clock = new JumpTolerantClock(wall);
        var time = mutant.Of(clock, wall);
        _clock = new ClockMonitor(clock, _meters, NullLogger<ClockMonitor>.Instance);
        Ledger = new DeliveryLedger(
            Settings.Ledger, mutant.Of(new SimulatedDatabase(disk, timeline, Lifetime, random, monitor)), time, NullLoggerFactory.Instance);
        var metrics = new RelayMetrics(_meters);
        var readiness = new BrokerReadiness();
        _gate = new PublishCircuitBreaker(Settings.Publishing, time, NullLogger<PublishCircuitBreaker>.Instance);
        Broker = new BrokerConnection(broker, timeline, Lifetime, random, monitor, readiness);
        var watching = new PublishMonitor(Settings.Publishing, time);
        var publisher = mutant.Of(new Publisher(outbound => new BusPublication(outbound, mutant.Of(Broker), _gate, watching, readiness, _room, metrics, time)));
        var claims = mutant.Of(new RedisDeduplication(new RedisWire(redis, timeline, Lifetime, time, random, monitor), Settings.Deduplication, metrics, time));
        var refused = new RefusedEntries(time, Settings.Publishing, NullLogger<RefusedEntries>.Instance);
        var line = new RelayPipeline(Ledger, claims, publisher, refused, time, Settings.Publishing);
        var shelves = new UnroutedQueue(time, Settings.Publishing);
        _relay = new Relay(
            Ledger, new EntryReader(() => Settings.Publishing.CurrentValue.InlineBytes), line, mutant.Of(new DataRowSequencer()), shelves, refused, new Unanswered(Settings.Receiving, time), new Linger(Settings.Receiving, time), metrics, new DeliveryObservations(time), new PayloadLog(Settings.PayloadLog, NullLogger<PayloadLog>.Instance), Settings.Publishing, time, NullLogger<Relay>.Instance);
        var readmission = new EntryRequeuer(_relay, Ledger);
        _retry = new UnroutedRetry(shelves, readmission, time, NullLogger<UnroutedRetry>.Instance);
        _refusedRetry = new RefusedRetry(refused, readmission, time);
    }

    public ProcessLifetime Lifetime { get; } = new();

    public DeliveryLedger Ledger { get; }

    public BrokerConnection Broker { get; }

    public async Task StartAsync()
    {
        Ledger.Open();
        await _clock.StartAsync(CancellationToken.None);
        await _gate.StartAsync(CancellationToken.None);
        await _relay.StartAsync(CancellationToken.None);
        await _retry.StartAsync(CancellationToken.None);
        await _refusedRetry.StartAsync(CancellationToken.None);
    }

    /// <summary>Completes when the endpoint would answer the delivery.</summary>
    public Task<AppendResult> ReceiveAsync(Delivery delivery) => Ledger.AppendAsync(
        new VerifiedDelivery(delivery.Id, delivery.Topic, delivery.Webhook, delivery.Webhook, Headers: [], delivery.Body, TraceParent: null));

    /// <summary>Stops the relay like on SIGTERM.</summary>
    public async Task StopAsync()
    {
        await _retry.StopAsync(CancellationToken.None);
        await _refusedRetry.StopAsync(CancellationToken.None);
        await _relay.StopAsync(CancellationToken.None);
        await _gate.StopAsync(CancellationToken.None);
        await _clock.StopAsync(CancellationToken.None);
        await Ledger.DisposeAsync();
    }

    public void Dispose()
    {
        _clock.Dispose();
        _meters.Dispose();
        _room.Dispose();
        Broker.Dispose();
    }

    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }

    private sealed class Publisher(Func<OutboundEvent, Publication> open) : IEventPublisher
    {
        public DependencyState State { get; } = new(DependencyHealth.Up, Reason: null, DateTimeOffset.UnixEpoch);

        public IReadOnlyDictionary<string, DependencyState> Subscribers { get; } = new Dictionary<string, DependencyState>(StringComparer.Ordinal);

        public Publication Open(OutboundEvent outbound) => open(outbound);

        public Publication OpenTo(string queue, OutboundEvent outbound) => throw new NotSupportedException("The simulation does not support replays.");

        public Publication OpenPerQueue(OutboundEvent outbound, IQueueProgress turns) => new NotKnown();

        public IReadOnlyList<string> LastKnownQueues(string routingKey) => [];

        /// <summary>The simulated broker has no management API.</summary>
        private sealed class NotKnown : Publication
        {
            public override ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

            public override Task<PublishResult> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken) => Task.FromResult(PublishResult.QueuesUnknown);

            public override void Dispose()
            {
            }
        }
    }
}
