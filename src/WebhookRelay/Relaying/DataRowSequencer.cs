namespace WebhookRelay.Relaying;

/// <summary>Work of one data row runs in the order it was given; different rows do not wait for each other. Open to a mutant of the simulation.</summary>
internal class DataRowSequencer
{
    private readonly Dictionary<string, Task> _lastTasks = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Runs the work after the row's earlier work has ended; at once where the row is not known.</summary>
    public virtual async Task RunAsync(string? row, Func<Task> work)
    {
        if (row is null)
        {
            await work();
            return;
        }

        var current = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? previous;
        lock (_lock)
        {
            previous = _lastTasks.GetValueOrDefault(row);
            _lastTasks[row] = current.Task;
        }

        try
        {
            if (previous is not null)
            {
                await previous;
            }

            await work();
        }
        finally
        {
            lock (_lock)
            {
                if (_lastTasks.GetValueOrDefault(row) == current.Task)
                {
                    _lastTasks.Remove(row);
                }
            }

            current.SetResult();
        }
    }
}
