namespace WebhookRelay.Consumer.Ordering;

/// <summary>
/// One lane a data row: who enters later has its turn later. Rows do not wait for each other, as they would where several
/// share a partition and one of them is being retried.
/// </summary>
internal sealed class DataRowSequencer
{
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public RowPlace Enter(string row)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            var previous = _last.GetValueOrDefault(row, Task.CompletedTask);
            _last[row] = left.Task;
            return new RowPlace(this, row, previous, left);
        }
    }

    internal void Leave(string row, TaskCompletionSource left)
    {
        lock (_lock)
        {
            if (_last.GetValueOrDefault(row) == left.Task)
            {
                _last.Remove(row);
            }
        }

        left.SetResult();
    }
}

/// <summary>A place in a row's lane. Disposing it lets the next one have its turn, once those before have had theirs.</summary>
internal sealed class RowPlace(DataRowSequencer lanes, string row, Task before, TaskCompletionSource left) : IDisposable
{
    public Task TurnAsync(CancellationToken cancellationToken) => before.WaitAsync(cancellationToken);

    public void Dispose()
    {
        if (before.IsCompleted)
        {
            lanes.Leave(row, left);
        }
        else
        {
            _ = before.ContinueWith(_ => lanes.Leave(row, left), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
