using System.Globalization;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;

namespace WebhookRelay.Relaying;

/// <summary>
/// Keeps the sequences of all replicas aligned. A replica that started with a fast clock stays ahead, since sequences never
/// go back. The others follow within a second, so that what they accept later sorts later.
/// </summary>
/// <param name="ledger">The ledger whose sequences are aligned.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The logger.</param>
/// <param name="shared">Null without Redis: then there is only one replica.</param>
internal sealed partial class SequenceSynchronizer(
    DeliveryLedger ledger, TimeProvider time, ILogger<SequenceSynchronizer> logger, SharedSequence? shared = null) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Clocks synchronised by NTP differ by less.</summary>
    private static readonly TimeSpan LogThreshold = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (shared is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (await shared.ExchangeAsync(ledger.Sequences.Now, stoppingToken) is { } furthest
                && TimeSpan.FromMicroseconds(ledger.Sequences.AdvanceTo(furthest)) is var moved && moved > LogThreshold)
            {
                LogMoved(logger, moved.ToString("c", CultureInfo.InvariantCulture));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Warning, "The sequences of this ledger moved ahead by {By} to match another replica: the clocks differ, or one was wrong when its relay started")]
    private static partial void LogMoved(ILogger logger, string by);
}
