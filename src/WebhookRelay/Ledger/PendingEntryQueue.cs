namespace WebhookRelay.Ledger;

/// <summary>
/// Returns each pending entry once, in order: from memory while the relay keeps up, from disk when it falls behind. Entries
/// that do not fit in memory stay on disk.
/// </summary>
internal sealed class PendingEntryQueue(LedgerStore store, TimeProvider time)
{
    /// <summary>Holding more entries in memory costs more than reading them from disk: the garbage collector copies them while all threads are stopped.</summary>
    private const int MaxEntries = 512;
    private const long MaxBytes = 32 * 1024 * 1024;

    private const int PageEntries = 256;
    private const long PageBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan PauseWhileClosed = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Queue<PendingDelivery> _memory = new();
    private readonly Queue<PendingDelivery> _page = new();
    private TaskCompletionSource _arrived = NewSignal();
    private long _memoryBytes;
    private long _committed;
    private long _cursor;

    // A just opened ledger is behind until its pending entries have been read.
    private bool _behind = true;

    /// <summary>Adds entries that were just committed, in order. Called by the writer only.</summary>
    public void Enqueue(IReadOnlyList<PendingDelivery> committed)
    {
        lock (_lock)
        {
            foreach (var pending in committed)
            {
                _committed = pending.Entry.Sequence;
                if (_behind || _memory.Count >= MaxEntries || _memoryBytes >= MaxBytes)
                {
                    _behind = true;
                    continue;
                }

                _memory.Enqueue(pending);
                _memoryBytes += pending.Body.BytesInMemory;
            }

            _arrived.TrySetResult();
        }
    }

    /// <summary>After a write error the disk may contain entries that were never enqueued.</summary>
    public void ReadFromDisk()
    {
        lock (_lock)
        {
            _behind = true;
            _arrived.TrySetResult();
        }
    }

    /// <summary>The next pending entry. One caller at a time.</summary>
    public async ValueTask<PendingDelivery> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Next(out var committed, out var arrived) is { } next)
            {
                _cursor = next.Entry.Sequence;
                return next;
            }

            if (arrived is not null)
            {
                await arrived.WaitAsync(cancellationToken);
            }
            else if (!TryReadPage(committed))
            {
                await Task.Delay(PauseWhileClosed, time, cancellationToken);
            }
        }
    }

    /// <summary>Takes from the current page, then from memory. Otherwise returns a signal to wait for, or null if the disk must be read.</summary>
    private PendingDelivery? Next(out long committed, out Task? arrived)
    {
        lock (_lock)
        {
            (committed, arrived) = (_committed, null);
            if (_page.TryDequeue(out var next))
            {
                return next;
            }

            while (_memory.TryDequeue(out next))
            {
                _memoryBytes -= next.Body.BytesInMemory;
                if (next.Entry.Sequence > _cursor)
                {
                    return next;
                }

                // It was already read from disk before the writer enqueued it.
            }

            if (!_behind)
            {
                if (_arrived.Task.IsCompleted)
                {
                    _arrived = NewSignal();
                }

                arrived = _arrived.Task;
            }

            return null;
        }
    }

    private bool TryReadPage(long committed)
    {
        List<PendingDelivery> page;
        try
        {
            page = store.ReadPending(_cursor, PageEntries, PageBytes);
        }
        catch (LedgerUnavailableException)
        {
            return false;
        }

        foreach (var pending in page)
        {
            _page.Enqueue(pending);
        }

        lock (_lock)
        {
            // Nothing on disk, and nothing committed since: memory holds all pending entries again.
            if (page.Count is 0 && committed == _committed)
            {
                _behind = false;
            }
        }

        return true;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
