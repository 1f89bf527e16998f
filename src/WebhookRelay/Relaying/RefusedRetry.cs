using WebhookRelay.Ledger;

namespace WebhookRelay.Relaying;

/// <summary>Retries what a queue refused: one entry with back-off, and once it is accepted the others in order, in growing batches.</summary>
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
                // Concurrently: one backlog may wait for a claim or for the broker.
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
            // The ledger logs this and reopens itself. On shutdown the entries stay unchanged on disk.
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
