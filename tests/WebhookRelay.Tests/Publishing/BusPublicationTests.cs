using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Telemetry;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Publishing;

public sealed class BusPublicationTests : IAsyncDisposable
{
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(30);

    private readonly SilentBus _bus = new();
    private readonly SemaphoreSlim _room = new(100);
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly DeliveryLedger _ledger = new(new FixedOptions<LedgerOptions>(new LedgerOptions { Path = Path.GetTempPath() }), TimeProvider.System, NullLoggerFactory.Instance);
    private readonly PublishCircuitBreaker _gate = new(new FixedOptions<PublishingOptions>(new PublishingOptions()), TimeProvider.System, NullLogger<PublishCircuitBreaker>.Instance);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        _bus.Dispose();
        _room.Dispose();
        await _ledger.DisposeAsync();
        await _meters.DisposeAsync();
    }

    [Fact]
    public async Task Sent_publish_is_uncertain_once_its_connection_ends()
    {
        using var publication = Publication();
        var sending = publication.SendAsync(() => true, Ending);
        Assert.False(sending.IsCompleted);

        _bus.EndConnection();

        Assert.Equal(PublishResult.Lost, await sending.WaitAsync(Ceiling, Ending));
    }

    [Fact]
    public async Task Publish_on_an_ended_connection_is_not_awaited()
    {
        using var publication = Publication();
        _bus.EndConnection();

        Assert.Equal(PublishResult.Lost, await publication.SendAsync(() => true, Ending).WaitAsync(Ceiling, Ending));
    }

    private BusPublication Publication() => new(
        new OutboundEvent("id", Guid.Empty, "type", "key", DateTimeOffset.UnixEpoch, [], TraceParent: null, TraceState: null),
        _bus, _gate, new PublishMonitor(new FixedOptions<PublishingOptions>(new PublishingOptions()), TimeProvider.System), new BrokerReadiness(), _room, new RelayMetrics(_meters.GetRequiredService<IMeterFactory>()), TimeProvider.System);

    /// <summary>Never answers, and does not notice that its connection has ended.</summary>
    private sealed class SilentBus : IEventBus, IDisposable
    {
        private readonly CancellationTokenSource _connection = new();

        public async Task<bool> PublishAsync(OutboundEvent outbound, Action<CancellationToken> goesOut, CancellationToken cancellationToken)
        {
            goesOut(_connection.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return true;
        }

        public void EndConnection() => _connection.Cancel();

        public void Dispose() => _connection.Dispose();
    }
}
