using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Ledger;
using WebhookRelay.Receiving;
using WebhookRelay.Relaying;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Relaying;

public sealed class LingerTests
{
    private readonly LingeringTime _time = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_entry_starts_at_once_and_the_next_20_ms_later()
    {
        var linger = Of(Acknowledge.Durable);
        Assert.True(linger.BeginAsync(Ending).IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(5));

        var next = linger.BeginAsync(Ending);
        _time.Advance(TimeSpan.FromMilliseconds(15) - TimeSpan.FromTicks(1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        await next.WaitAsync(TimeSpan.FromSeconds(30), Ending);
    }

    [Fact]
    public async Task Entry_after_a_quiet_period_starts_at_once()
    {
        var linger = Of(Acknowledge.Durable);
        await linger.BeginAsync(Ending);
        _time.Advance(Linger.Between);

        Assert.True(linger.BeginAsync(Ending).IsCompleted);
    }

    [Fact]
    public async Task No_batching_delay_when_senders_wait()
    {
        var linger = Of(Acknowledge.Relayed);
        await linger.BeginAsync(Ending);

        Assert.True(linger.BeginAsync(Ending).IsCompleted);
    }

    [Fact]
    public async Task Shutdown_ends_the_wait()
    {
        var linger = Of(Acknowledge.Durable);
        await linger.BeginAsync(Ending);
        using var stopping = new CancellationTokenSource();
        var next = linger.BeginAsync(stopping.Token);

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task Consecutive_deliveries_are_relayed_in_batches_and_in_order()
    {
        var path = Path.Combine(Path.GetTempPath(), $"linger-{Guid.NewGuid():N}");
        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        try
        {
            await using var ledger = new DeliveryLedger(
                new FixedOptions<LedgerOptions>(new LedgerOptions { Path = path, RefuseAt = 0, WarnAt = 0 }), TimeProvider.System, NullLoggerFactory.Instance);
            ledger.Open();
            var publisher = new CollectingPublisher();
            using var relay = Relays.Over(ledger, publisher, meters, linger: Of(Acknowledge.Durable));
            await relay.StartAsync(Ending);
            // Until one arrives after the relay found nothing left: it and the following ones are queued.
            var held = -1;
            do
            {
                Assert.True(held < 100, "Nothing is ever held.");
                await AppendAsync(ledger, ++held);
                await Eventually.TrueAsync(() => publisher.Events.Count > held || _time.Lingers > 0, TimeSpan.FromSeconds(30), "it is relayed or held");
            }
            while (_time.Lingers is 0);

            for (var i = 1; i <= 5; i++)
            {
                await AppendAsync(ledger, held + i);
            }

            Assert.Equal(held, publisher.Events.Count);
            _time.Advance(Linger.Between);
            await Eventually.TrueAsync(() => publisher.Events.Count == held + 6, TimeSpan.FromSeconds(30), "they are relayed together");
            Assert.Equal(Enumerable.Range(0, held + 6).Select(i => $"id-{i}"), publisher.Events.Select(each => each.Id));
            await relay.StopAsync(Ending);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task AppendAsync(DeliveryLedger ledger, int number) =>
        await ledger.AppendAsync(new VerifiedDelivery($"id-{number}", "LABEL_UPDATED", string.Empty, "mark", [], """{"data_row":{"id":"row"}}"""u8.ToArray(), TraceParent: null));

    private Linger Of(Acknowledge acknowledge) => new(new FixedOptions<ReceivingOptions>(new ReceivingOptions { Acknowledge = acknowledge }), _time);

    /// <summary>Counts the waits.</summary>
    private sealed class LingeringTime : FakeTimeProvider
    {
        private int _lingers;

        public int Lingers => Volatile.Read(ref _lingers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _lingers);
            return timer;
        }
    }
}
