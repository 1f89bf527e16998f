using WebhookRelay.Ledger;

namespace WebhookRelay.Relaying;

/// <summary>Tries what a queue refused again: one entry with a growing pause, and once that is taken the others in order, ever more at a time.</summary>
internal sealed class RefusedRetry(RefusedEntries refused, Readmission readmission, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var shelf in refused.TakeDue())
            {
                // Each by itself: one may wait for a claim, or for the broker.
                _ = TryAsync(shelf, stoppingToken);
            }
        }
    }

    private async Task TryAsync(RefusedShelf shelf, CancellationToken stoppingToken)
    {
        try
        {
            do
            {
                var driven = new List<Task>();
                foreach (var sequence in refused.TakeBatch(shelf))
                {
                    driven.Add(await AdmitAsync(sequence, stoppingToken));
                }

                await Task.WhenAll(driven).WaitAsync(stoppingToken);
            }
            while (refused.EndBatch(shelf));
        }
        catch (Exception e) when (e is LedgerUnavailableException or OperationCanceledException)
        {
            // The ledger says so itself, and opens again; at a stop the entries stay as they are on disk.
            refused.EndBatch(shelf);
        }
        finally
        {
            refused.GiveBack(shelf);
        }
    }

    private async Task<Task> AdmitAsync(long sequence, CancellationToken stoppingToken)
    {
        if (await readmission.AdmitAsync(sequence, stoppingToken) is { } driven)
        {
            return driven;
        }

        refused.Settled(sequence);
        return Task.CompletedTask;
    }
}
