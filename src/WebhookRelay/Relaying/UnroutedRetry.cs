using WebhookRelay.Ledger;

namespace WebhookRelay.Relaying;

/// <summary>Tries one entry of each unrouted key with a growing pause; when a queue has been bound, all of that key follow in order.</summary>
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
                    // It says so itself, and opens again; the key is due again after its pause.
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

        // What is put on the shelf meanwhile is newer than what is drained now.
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

    [LoggerMessage(1, LogLevel.Information, "A queue is bound for {RoutingKey}: {Count} unrouted deliveries follow")]
    private static partial void LogDrained(ILogger logger, string routingKey, int count);
}
