namespace WebhookRelay.Consumer.Ordering;

/// <summary>
/// Runs the events of one data row in order of arrival. Different rows do not wait for each other, as they would in a
/// shared partition while one of them is retried.
/// </summary>
internal sealed class DataRowSequencer
{
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public SequencerTicket Enter(string row)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            var before = _last.GetValueOrDefault(row, Task.CompletedTask);
            _last[row] = left.Task;
            return new SequencerTicket(this, row, before, left);
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

/// <summary>A position in a row's sequence. Disposing it starts the next one, once all earlier ones are disposed.</summary>
internal sealed class SequencerTicket(DataRowSequencer sequencer, string row, Task before, TaskCompletionSource left) : IDisposable
{
    public Task WaitForTurnAsync(CancellationToken cancellationToken) => before.WaitAsync(cancellationToken);

    public void Dispose()
    {
        if (before.IsCompleted)
        {
            sequencer.Leave(row, left);
        }
        else
        {
            _ = before.ContinueWith(_ => sequencer.Leave(row, left), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
