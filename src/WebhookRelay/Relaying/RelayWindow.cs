namespace WebhookRelay.Relaying;

/// <summary>How much of the backlog is in memory at once: what exceeds it waits on disk.</summary>
internal sealed class RelayWindow(int maxEntries, long maxBytes)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _left = NewSignal();
    private int _entries;
    private long _bytes;

    /// <summary>How many entries are in it.</summary>
    public int Entries
    {
        get
        {
            lock (_lock)
            {
                return _entries;
            }
        }
    }

    /// <summary>Waits for room. One entry larger than the window enters an empty one.</summary>
    public async ValueTask EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        while (!TryEnter(bytes, out var left))
        {
            await left.WaitAsync(cancellationToken);
        }
    }

    public void Leave(long bytes)
    {
        lock (_lock)
        {
            _entries--;
            _bytes -= bytes;
            _left.TrySetResult();
            _left = NewSignal();
        }
    }

    /// <summary>Waits until nothing is in the window.</summary>
    public async Task WhenEmptyAsync(CancellationToken cancellationToken)
    {
        while (!IsEmpty(out var left))
        {
            await left.WaitAsync(cancellationToken);
        }
    }

    private bool IsEmpty(out Task left)
    {
        lock (_lock)
        {
            left = _left.Task;
            return _entries is 0;
        }
    }

    private bool TryEnter(long bytes, out Task left)
    {
        lock (_lock)
        {
            left = _left.Task;
            if (_entries > 0 && (_entries >= maxEntries || _bytes + bytes > maxBytes))
            {
                return false;
            }

            _entries++;
            _bytes += bytes;
            return true;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
