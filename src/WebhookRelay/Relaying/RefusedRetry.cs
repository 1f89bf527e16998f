using WebhookRelay.Ledger;

namespace WebhookRelay.Relaying;

/// <summary>Tries what a queue refused again: one entry with a growing pause, and once that is taken the others in order, ever more at a time.</summary>
internal sealed class RefusedRetry(RefusedEntries refused, EntryRequeuer requeuer, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var backlog in refused.TakeDue())
            {
                // Each by itself: one may wait for a claim, or for the broker.
                _ = TryAsync(backlog, stoppingToken);
            }
        }
    }

    private async Task TryAsync(RefusedBacklog backlog, CancellationToken stoppingToken)
    {
        try
        {
            do
            {
                var running = new List<Task>();
                foreach (var sequence in refused.TakeBatch(backlog))
                {
                    running.Add(await RequeueAsync(sequence, stoppingToken));
                }

                await Task.WhenAll(running).WaitAsync(stoppingToken);
            }
            while (refused.EndBatch(backlog));
        }
        catch (Exception e) when (e is LedgerUnavailableException or OperationCanceledException)
        {
            // The ledger says so itself, and opens again; at a stop the entries stay as they are on disk.
            refused.EndBatch(backlog);
        }
        finally
        {
            refused.Release(backlog);
        }
    }

    private async Task<Task> RequeueAsync(long sequence, CancellationToken stoppingToken)
    {
        if (await requeuer.RequeueAsync(sequence, stoppingToken) is { } running)
        {
            return running;
        }

        refused.Remove(sequence);
        return Task.CompletedTask;
    }
}
