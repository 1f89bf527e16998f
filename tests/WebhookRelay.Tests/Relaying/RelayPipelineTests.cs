using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;
using WebhookRelay.Relaying;
using WebhookRelay.Telemetry;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Relaying;

/// <summary>Steps 5 to 7 on a real ledger, with a fake broker and a fake Redis.</summary>
public sealed class RelayPipelineTests : IAsyncLifetime
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DeliveryLedger _ledger;
    private readonly RefusedEntries _refused;
    private readonly CancellationTokenSource _cut = new();
    private long _sequence;

    public RelayPipelineTests()
    {
        _ledger = new DeliveryLedger(
            new FixedOptions<LedgerOptions>(new LedgerOptions { Path = _path, RefuseAt = 0, WarnAt = 0 }), _time, NullLoggerFactory.Instance);
        _refused = new RefusedEntries(_time, new FixedOptions<PublishingOptions>(new PublishingOptions()), NullLogger<RefusedEntries>.Instance);
    }

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _ledger.Open();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _cut.Dispose();
        await _ledger.DisposeAsync();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task Confirmed_event_is_relayed_even_if_shutdown_interrupts_its_commit()
    {
        var claims = new Claims { OnCommit = async cancellationToken => { await _cut.CancelAsync(); cancellationToken.ThrowIfCancellationRequested(); } };
        var line = Line(claims, new Broker(PublishResult.Confirmed));

        Assert.Equal(DeliveryState.Relayed, (await DriveAsync(line))?.State);
        Assert.Equal(0, claims.Released);
    }

    [Fact]
    public async Task Claim_on_a_possibly_published_event_is_kept_at_shutdown()
    {
        var claims = new Claims();
        var line = Line(claims, new Broker { OnSend = async () => { await _cut.CancelAsync(); throw new OperationCanceledException(_cut.Token); } });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DriveAsync(line));
        Assert.Equal(0, claims.Released);
    }

    [Fact]
    public async Task Unrouted_event_releases_its_claim()
    {
        var claims = new Claims();

        Assert.Equal(DeliveryState.Unrouted, (await DriveAsync(Line(claims, new Broker(PublishResult.Unrouted))))?.State);
        Assert.Equal(1, claims.Released);
    }

    [Fact]
    public async Task Unstarted_publish_is_claimed_again_without_an_attempt()
    {
        var claims = new Claims();
        var settlement = await DriveAsync(Line(claims, new Broker(PublishResult.NotSent, PublishResult.Confirmed)));

        Assert.Equal(2, claims.Asked);
        Assert.Equal(1, settlement?.Attempts);
    }

    [Fact]
    public async Task An_event_above_the_limit_is_quarantined_and_never_sent()
    {
        var broker = new Broker();
        var settlement = await DriveAsync(Line(new Claims(), broker, maxEventBytes: 1024), padding: 1024);

        Assert.Equal(DeliveryState.Quarantined, settlement?.State);
        Assert.StartsWith("too-large", settlement?.Error, StringComparison.Ordinal);
        Assert.Equal(0, broker.Sent);
    }

    [Fact]
    public async Task Refused_event_keeps_its_claim_until_the_lease_ends()
    {
        var claims = new Claims();
        var broker = new Broker(PublishResult.Refused) { ToEach = turns => { turns.MarkAccepted("healthy"); turns.MarkRefused("full"); return PublishResult.Refused; } };

        Assert.Null(await DriveAsync(Line(claims, broker)));
        Assert.Equal((1, 0, 2), (broker.Sent, claims.Released, claims.Asked));
        Assert.Equal(["healthy"], _refused.AcceptingQueues.Find(_sequence));
        Assert.Equal(1, _refused.Count);
        Assert.NotNull(_refused.StateOf("full"));
    }

    [Fact]
    public async Task Event_is_published_per_queue_if_one_is_known_to_reject()
    {
        _refused.MarkRefused("full", 1);
        var broker = new Broker { Bound = ["full", "healthy"], ToEach = turns => turns.MaySend("full") ? PublishResult.Confirmed : PublishResult.Refused };

        Assert.Null(await DriveAsync(Line(new Claims(), broker)));
        Assert.Equal((0, 2L), (broker.Sent, _refused.Count));
    }

    [Fact]
    public async Task Refused_event_with_unknown_queues_waits_for_its_retry()
    {
        var broker = new Broker(PublishResult.Refused, PublishResult.Confirmed) { ToEach = _ => PublishResult.QueuesUnknown };
        var line = Line(new Claims(), broker);
        var labelboxEvent = await EventAsync();

        Assert.Null(await DriveAsync(line, labelboxEvent));
        Assert.Null(await DriveAsync(line, labelboxEvent));
        Assert.Equal(1, broker.Sent);
        Assert.Contains(labelboxEvent.RoutingKey, _refused.State.Reason, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([_sequence], _refused.TakeBatch(Assert.Single(_refused.TakeDue())));
        Assert.Equal(DeliveryState.Relayed, (await DriveAsync(line, labelboxEvent))?.State);
        Assert.Equal(2, broker.Sent);
    }

    [Fact]
    public async Task Refused_event_held_by_another_replica_is_not_awaited()
    {
        var labelboxEvent = await EventAsync();
        _refused.AcceptingQueues.Set(_sequence, ["healthy"]);
        var claims = new Claims { Answer = new ClaimResult.Held(TimeSpan.FromMinutes(1)) };

        Assert.Null(await DriveAsync(Line(claims, new Broker()), labelboxEvent));
        Assert.Null(await DriveAsync(Line(claims, new Broker()), labelboxEvent));
        Assert.Equal((2, 1L), (claims.Asked, _refused.Count));
    }

    [Fact]
    public async Task Later_event_waits_while_another_replica_holds_an_earlier_one()
    {
        var labelboxEvent = await EventAsync();
        _refused.AcceptingQueues.Set(_sequence, ["healthy"]);
        _refused.MarkRefused("full", _sequence);
        _refused.MarkRefused("full", _sequence + 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        var shelf = Assert.Single(_refused.TakeDue());
        Assert.Equal([_sequence], _refused.TakeBatch(shelf));
        _refused.MarkAccepted("full", _sequence);
        Assert.True(_refused.EndBatch(shelf));
        _refused.MarkRefused("full", _sequence);
        Assert.Equal([_sequence, _sequence + 1], _refused.TakeBatch(shelf));

        Assert.Null(await DriveAsync(Line(new Claims { Answer = new ClaimResult.Held(TimeSpan.FromMinutes(1)) }, new Broker()), labelboxEvent));
        Assert.False(_refused.MaySend("full", _sequence + 1));
        Assert.Equal(2, _refused.Count);
    }

    private RelayPipeline Line(Claims claims, Broker broker, long maxEventBytes = 1_000_000) =>
        new(_ledger, claims, broker, _refused, _time, new FixedOptions<PublishingOptions>(new PublishingOptions { MaxEventBytes = maxEventBytes }));

    private async Task<Settlement?> DriveAsync(RelayPipeline line, int padding = 0) => await DriveAsync(line, await EventAsync(padding));

    private Task<Settlement?> DriveAsync(RelayPipeline line, NormalisedEvent labelboxEvent) =>
        line.RunAsync(labelboxEvent, attempts: 0, Ending, _cut.Token).WaitAsync(TimeSpan.FromSeconds(30), Ending);

    private async Task<NormalisedEvent> EventAsync(int padding = 0)
    {
        var body = Encoding.UTF8.GetBytes($$$"""{"data_row":{"id":"row-1"},"x":"{{{new string('x', padding)}}}"}""");
        var entry = (await _ledger.AppendAsync(new VerifiedDelivery("id-1", "LABEL_UPDATED", string.Empty, "mark", [], body, TraceParent: null))).Entry;
        _sequence = entry.Sequence;
        return Assert.IsType<NormalisationResult.Understood>(Normaliser.Normalise(entry, body)).Event;
    }

    private sealed class Claims : IDeduplication
    {
        public Func<CancellationToken, ValueTask> OnCommit { get; init; } = _ => ValueTask.CompletedTask;

        public ClaimResult? Answer { get; init; }

        public int Asked { get; private set; }

        public int Released { get; private set; }

        public DependencyState State => throw new NotSupportedException("This test does not read it.");

        public ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
        {
            Asked++;
            return new(Answer ?? new ClaimResult.Granted(new TestClaim(this)));
        }

        private sealed class TestClaim(Claims room) : Claim
        {
            public override ClaimScope Scope => ClaimScope.Shared;

            public override TimeSpan RemainingLease => TimeSpan.MaxValue;

            public override ValueTask CommitAsync(CancellationToken cancellationToken) => room.OnCommit(cancellationToken);

            public override ValueTask DisposeAsync()
            {
                room.Released++;
                return ValueTask.CompletedTask;
            }
        }
    }

    private sealed class Broker(params PublishResult[] outcomes) : IEventPublisher
    {
        public Func<Task<PublishResult>>? OnSend { get; init; }

        public Func<IQueueProgress, PublishResult>? ToEach { get; init; }

        public IReadOnlyList<string> Bound { get; init; } = [];

        public int Sent { get; private set; }

        public DependencyState State => throw new NotSupportedException("This test does not read it.");

        public IReadOnlyDictionary<string, DependencyState> Subscribers => throw new NotSupportedException("This test does not read them.");

        public Publication Open(OutboundEvent outbound) => new TestPublication(() =>
        {
            var outcome = OnSend is { } send ? send() : Task.FromResult(outcomes[Sent]);
            Sent++;
            return outcome;
        });

        public Publication OpenTo(string queue, OutboundEvent outbound) => Open(outbound);

        public Publication OpenPerQueue(OutboundEvent outbound, IQueueProgress turns) => new TestPublication(() => Task.FromResult(ToEach!(turns)));

        public IReadOnlyList<string> LastKnownQueues(string routingKey) => Bound;

        private sealed class TestPublication(Func<Task<PublishResult>> send) : Publication
        {
            public override ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

            public override Task<PublishResult> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken) => send();

            public override void Dispose()
            {
            }
        }
    }
}
