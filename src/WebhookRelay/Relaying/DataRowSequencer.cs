namespace WebhookRelay.Relaying;

/// <summary>Runs the work of one data row in order; different rows do not wait for each other. Not sealed, so that the simulation can test a faulty variant.</summary>
internal class DataRowSequencer
{
    private readonly Dictionary<string, Task> _lastTasks = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Runs the work after the row's earlier work has ended; at once when the row is not known.</summary>
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
