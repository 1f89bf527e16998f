using WebhookRelay.Ledger;

namespace WebhookRelay.Relaying;

/// <summary>Tries one entry of each unrouted key with a growing pause; when a queue has been bound, all of that key follow in order.</summary>
internal sealed partial class UnroutedRetry(UnroutedShelves shelves, Readmission readmission, TimeProvider time, ILogger<UnroutedRetry> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var routingKey in shelves.TakeDue())
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
        if (shelves.Newest(routingKey) is not { } newest
            || shelves.TakeOldest(routingKey, newest) is not { } first
            || await (await AdmitAsync(routingKey, first, stoppingToken)).WaitAsync(stoppingToken) is null or { State: DeliveryState.Unrouted })
        {
            return;
        }

        // What is put on the shelf meanwhile is newer than what is drained now.
        var drained = 1;
        while (shelves.TakeOldest(routingKey, newest) is { } next)
        {
            _ = await AdmitAsync(routingKey, next, stoppingToken);
            drained++;
        }

        LogDrained(logger, routingKey, drained);
    }

    private async Task<Task<Settlement?>> AdmitAsync(string routingKey, long sequence, CancellationToken stoppingToken)
    {
        try
        {
            return await readmission.AdmitAsync(sequence, stoppingToken)
                ?? Task.FromResult<Settlement?>(new Settlement(DeliveryState.Relayed, 0, RoutingKey: null, Error: null));
        }
        catch (LedgerUnavailableException)
        {
            shelves.Put(routingKey, sequence);
            throw;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "A queue is bound for {RoutingKey}: {Count} unrouted deliveries follow")]
    private static partial void LogDrained(ILogger logger, string routingKey, int count);
}
