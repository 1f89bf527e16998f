using WebhookRelay.Ledger;

namespace WebhookRelay.Relaying;

/// <summary>Retries one entry of each unrouted routing key with back-off. Once a queue is bound, all entries of that key follow in order.</summary>
internal sealed partial class UnroutedRetry(UnroutedQueue unrouted, EntryRequeuer requeuer, TimeProvider time, ILogger<UnroutedRetry> logger)
    : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var routingKey in unrouted.TakeDue())
            {
                try
                {
                    await RetryAsync(routingKey, stoppingToken);
                }
                catch (LedgerUnavailableException)
                {
                    // The ledger logs this and reopens itself. The key is due again after its pause.
                }
            }
        }
    }

    private async Task RetryAsync(string routingKey, CancellationToken stoppingToken)
    {
        if (unrouted.Newest(routingKey) is not { } newest
            || unrouted.TakeOldest(routingKey, newest) is not { } first
            || await (await RequeueAsync(routingKey, first, stoppingToken)).WaitAsync(stoppingToken) is null or { State: DeliveryState.Unrouted })
        {
            return;
        }

        // Entries added meanwhile are newer than those drained now.
        var drained = 1;
        while (unrouted.TakeOldest(routingKey, newest) is { } next)
        {
            _ = await RequeueAsync(routingKey, next, stoppingToken);
            drained++;
        }

        LogDrained(logger, routingKey, drained);
    }

    private async Task<Task<Settlement?>> RequeueAsync(string routingKey, long sequence, CancellationToken stoppingToken)
    {
        try
        {
            return await requeuer.RequeueAsync(sequence, stoppingToken)
                ?? Task.FromResult<Settlement?>(new Settlement(DeliveryState.Relayed, 0, RoutingKey: null, Error: null));
        }
        catch (LedgerUnavailableException)
        {
            unrouted.Add(routingKey, sequence);
            throw;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "A queue is bound for {RoutingKey}: {Count} unrouted deliveries are being published")]
    private static partial void LogDrained(ILogger logger, string routingKey, int count);
}
