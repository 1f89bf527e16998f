namespace WebhookRelay.Relaying;

/// <summary>Limits how much of the backlog is in memory; the rest waits on disk.</summary>
/// <param name="maxEntries">The maximum number of entries, at least 1.</param>
/// <param name="maxBytes">The maximum number of body bytes; a single larger entry is allowed.</param>
/// <param name="refill">
/// A full window reopens when this many places are free, 1 to <paramref name="maxEntries"/>. The entries that enter then
/// share round trips to Redis and the broker.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class RelayWindow(int maxEntries, long maxBytes, int refill, TimeProvider time)
{
    /// <summary>The longest wait for free places: some entries may stay long, such as those that a full queue refuses.</summary>
    public static readonly TimeSpan LongestRefill = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _left;
    private TaskCompletionSource? _refilling;
    private int _entries;
    private long _bytes;

    /// <summary>How many entries are in the window.</summary>
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

    /// <summary>Waits for capacity. An entry larger than the window enters when the window is empty.</summary>
    /// <exception cref="OperationCanceledException">The entry did not enter.</exception>
    public async ValueTask EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        if (TryEnter(bytes, out _))
        {
            return;
        }

        await WhenRefilling().WaitAsync(LongestRefill, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
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
            Complete(ref _left);
            if (MayRefill)
            {
                Complete(ref _refilling);
            }
        }
    }

    /// <summary>Waits until the window is empty.</summary>
    public async Task WhenEmptyAsync(CancellationToken cancellationToken)
    {
        while (!IsEmpty(out var left))
        {
            await left.WaitAsync(cancellationToken);
        }
    }

    private bool MayRefill => maxEntries - _entries >= refill;

    private Task WhenRefilling()
    {
        lock (_lock)
        {
            return MayRefill ? Task.CompletedTask : Await(ref _refilling);
        }
    }

    private bool IsEmpty(out Task left)
    {
        lock (_lock)
        {
            left = _entries is 0 ? Task.CompletedTask : Await(ref _left);
            return _entries is 0;
        }
    }

    private bool TryEnter(long bytes, out Task left)
    {
        lock (_lock)
        {
            if (_entries > 0 && (_entries >= maxEntries || _bytes + bytes > maxBytes))
            {
                left = Await(ref _left);
                return false;
            }

            _entries++;
            _bytes += bytes;
            left = Task.CompletedTask;
            return true;
        }
    }

    private static Task Await(ref TaskCompletionSource? signal) =>
        (signal ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static void Complete(ref TaskCompletionSource? signal)
    {
        signal?.SetResult();
        signal = null;
    }
}
