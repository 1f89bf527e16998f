namespace WebhookRelay.Relaying;

/// <summary>How much of the backlog is in memory at once: what exceeds it waits on disk.</summary>
/// <param name="maxEntries">At most so many entries, at least 1.</param>
/// <param name="maxBytes">At most so many bytes of bodies, or one entry with more.</param>
/// <param name="refill">
/// A full window is entered again when so many of its places are free, 1 to <paramref name="maxEntries"/>: those that
/// enter then go on together, through Redis and to the broker, which costs everybody less.
/// </param>
/// <param name="time">The clock of the waiting.</param>
internal sealed class RelayWindow(int maxEntries, long maxBytes, int refill, TimeProvider time)
{
    /// <summary>Waits no longer for company: some may stay for long, such as those that a full queue refuses.</summary>
    public static readonly TimeSpan LongestRefill = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _left;
    private TaskCompletionSource? _refilling;
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
    /// <exception cref="OperationCanceledException">It did not enter.</exception>
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

    /// <summary>Waits until nothing is in the window.</summary>
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
