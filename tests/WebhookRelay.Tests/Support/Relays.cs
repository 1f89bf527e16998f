using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Relaying;
using WebhookRelay.Subscriptions;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Tests.Support;

/// <summary>The relay over a ledger, with no Redis.</summary>
internal static class Relays
{
    public static Relay Over(DeliveryLedger ledger, IEventPublisher publisher, IServiceProvider meters, Unanswered? unanswered = null, Linger? linger = null)
    {
        var receiving = new FixedOptions<ReceivingOptions>(new ReceivingOptions());
        var options = new FixedOptions<PublishingOptions>(new PublishingOptions());
        var refused = new RefusedEntries(TimeProvider.System, options, NullLogger<RefusedEntries>.Instance);
        var line = new RelayPipeline(ledger, new LedgerDeduplication(TimeProvider.System), publisher, refused, TimeProvider.System, options);
        return new Relay(
            ledger,
            new EntryReader(() => options.CurrentValue.InlineBytes),
            line,
            new DataRowSequencer(),
            new UnroutedQueue(TimeProvider.System, options),
            refused,
            unanswered ?? new Unanswered(receiving, TimeProvider.System),
            linger ?? new Linger(receiving, TimeProvider.System),
            new RelayMetrics(meters.GetRequiredService<IMeterFactory>()),
            new DeliveryObservations(TimeProvider.System),
            new PayloadLog(new FixedOptions<PayloadLogOptions>(new PayloadLogOptions()), NullLogger<PayloadLog>.Instance),
            options,
            TimeProvider.System,
            NullLogger<Relay>.Instance);
    }
}
