namespace WebhookRelay.Relaying;

/// <summary>Work of one data row runs in the order it was given; different rows do not wait for each other. Open to a mutant of the simulation.</summary>
internal class RowLanes
{
    private readonly Dictionary<string, Task> _lanes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Runs the work after the row's earlier work has ended; at once where the row is not known.</summary>
    public virtual async Task RunAsync(string? row, Func<Task> work)
    {
        if (row is null)
        {
            await work();
            return;
        }

        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? before;
        lock (_lock)
        {
            before = _lanes.GetValueOrDefault(row);
            _lanes[row] = mine.Task;
        }

        try
        {
            if (before is not null)
            {
                await before;
            }

            await work();
        }
        finally
        {
            lock (_lock)
            {
                if (_lanes.GetValueOrDefault(row) == mine.Task)
                {
                    _lanes.Remove(row);
                }
            }

            mine.SetResult();
        }
    }
}
