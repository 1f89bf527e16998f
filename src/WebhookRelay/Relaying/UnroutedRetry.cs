using WebhookRelay.Ledger;

namespace WebhookRelay.Relaying;

/// <summary>Tries one entry of each unrouted key with a growing pause; when a queue has been bound, all of that key follow in order.</summary>
internal sealed partial class UnroutedRetry(UnroutedShelves shelves, Relay relay, Ledger.Ledger ledger, TimeProvider time, ILogger<UnroutedRetry> logger)
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
                await RetryAsync(routingKey, stoppingToken);
            }
        }
    }

    private async Task RetryAsync(string routingKey, CancellationToken stoppingToken)
    {
        if (shelves.Newest(routingKey) is not { } newest
            || shelves.TakeOldest(routingKey, newest) is not { } first
            || await await AdmitAsync(first, stoppingToken) is null or { State: DeliveryState.Unrouted })
        {
            return;
        }

        // What is put on the shelf meanwhile is newer than what is drained now.
        var drained = 1;
        while (shelves.TakeOldest(routingKey, newest) is { } next)
        {
            _ = await AdmitAsync(next, stoppingToken);
            drained++;
        }

        LogDrained(logger, routingKey, drained);
    }

    private async Task<Task<Settlement?>> AdmitAsync(long sequence, CancellationToken stoppingToken)
    {
        if (ledger.Find(sequence) is not { } entry || ledger.ReadBody(sequence) is not { } body)
        {
            // Retention has passed it.
            return Task.FromResult<Settlement?>(new Settlement(DeliveryState.Relayed, 0, RoutingKey: null, Error: null));
        }

        return await relay.AdmitAsync(entry, body, ledger.ReadSettlement(sequence)?.Attempts ?? 0, stoppingToken);
    }

    [LoggerMessage(1, LogLevel.Information, "A queue is bound for {RoutingKey}: {Count} unrouted deliveries follow")]
    private static partial void LogDrained(ILogger logger, string routingKey, int count);
}
