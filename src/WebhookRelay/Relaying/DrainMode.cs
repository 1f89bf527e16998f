using WebhookRelay.Ledger;
using WebhookRelay.Starting;

namespace WebhookRelay.Relaying;

/// <summary>With <c>--drain</c>: logs the progress, and stops the service once nothing is pending.</summary>
internal sealed partial class DrainMode(RunMode mode, DeliveryLedger ledger, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DrainMode> logger)
    : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!mode.Drain)
        {
            return;
        }

        // Until the ledger is empty the drain counts as failed if anything stops the process.
        Environment.ExitCode = 1;
        var loggedAt = time.GetTimestamp();
        LogPending(logger, ledger.Status.Pending);
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (ledger.Status.Pending > 0)
        {
            await timer.WaitForNextTickAsync(stoppingToken);
            if (time.GetElapsedTime(loggedAt) >= LogInterval)
            {
                loggedAt = time.GetTimestamp();
                LogPending(logger, ledger.Status.Pending);
            }
        }

        Environment.ExitCode = 0;
        LogDrained(logger);
        lifetime.StopApplication();
    }

    [LoggerMessage(1, LogLevel.Information, "Draining: {Pending} deliveries are pending")]
    private static partial void LogPending(ILogger logger, long pending);

    [LoggerMessage(2, LogLevel.Information, "Drained: nothing is pending")]
    private static partial void LogDrained(ILogger logger);
}
