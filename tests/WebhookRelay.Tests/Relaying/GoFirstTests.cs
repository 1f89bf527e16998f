using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Ledger;
using WebhookRelay.Receiving;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Relaying;

public sealed class GoFirstTests : IDisposable
{
    private const int Entries = 20;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"go-first-{Guid.NewGuid():N}");
    private readonly CollectingPublisher _publisher = new();
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _meters.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task Every_entry_is_relayed_under_load()
    {
        await using var ledger = new DeliveryLedger(
            new FixedOptions<LedgerOptions>(new LedgerOptions { Path = _path, RefuseAt = 0, WarnAt = 0 }), TimeProvider.System, NullLoggerFactory.Instance);
        ledger.Open();
        for (var i = 0; i < Entries; i++)
        {
            await ledger.AppendAsync(new VerifiedDelivery($"id-{i}", "LABEL_UPDATED", string.Empty, "mark", [], """{"data_row":{"id":"row"}}"""u8.ToArray(), TraceParent: null));
        }

        var unanswered = new Unanswered(new FixedOptions<ReceivingOptions>(new ReceivingOptions()), _time) { WaitingWork = () => long.MaxValue };
        for (var i = 0; i < 1_000 * Environment.ProcessorCount; i++)
        {
            unanswered.Enter();
        }

        using var relay = Relays.Over(ledger, _publisher, _meters, unanswered);
        await relay.StartAsync(Ending);
        var pauses = 0;
        for (; _publisher.Events.Count < Entries; pauses++)
        {
            await Task.Delay(Look, TimeProvider.System, Ending);
            Assert.InRange(_publisher.Events.Count, 0, pauses);
            unanswered.Enter();
            _time.Advance(Unanswered.Pause);
        }

        Assert.True(pauses >= Entries, $"{Entries} entries were begun with {pauses} pauses.");
        await relay.StopAsync(Ending);
        Assert.Equal(Enumerable.Range(0, Entries).Select(i => $"id-{i}"), _publisher.Events.Select(each => each.Id));
    }
}
