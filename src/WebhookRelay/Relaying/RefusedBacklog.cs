using WebhookRelay.Starting;

namespace WebhookRelay.Relaying;

/// <summary>
/// The entries that wait for one queue or, when the queue is not known, under one routing key. Decides their order, batch
/// size and next retry. Use it under the lock of <see cref="RefusedEntries"/>.
/// </summary>
/// <param name="name">The queue, or the routing key.</param>
/// <param name="isQueue">Whether it is a queue.</param>
/// <param name="now">The monotonic time.</param>
/// <param name="since">The same moment by the wall clock.</param>
internal sealed partial class RefusedBacklog(string name, bool isQueue, TimeSpan now, DateTimeOffset since)
{
    private const int MaxBatchSize = 64;

    /// <summary>Short: a retry reaches this queue only, and a slow consumer frees space for a few messages at a time.</summary>
    private static readonly TimeSpan FirstQueuePause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestQueuePause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstKeyPause = TimeSpan.FromSeconds(1);

    private readonly SortedSet<long> _waiting = [];
    private readonly HashSet<long> _inBatch = [];
    private TimeSpan _pause = FirstPause(isQueue);
    private int _batchSize = 1;
    private int _removedFromBatch;
    private long _lastTried;
    private bool _refused;

    public string Name => name;

    public bool IsQueue => isQueue;

    public DateTimeOffset Since => since;

    public string Reason => isQueue
        ? $"Queue '{name}' refuses events, {Count} wait for it: it is full, or has no leader. Other queues receive theirs."
        : $"A queue bound for {name} refuses events, {Count} wait: it is full, or has no leader. RabbitMQ's management API would name the queue (Publishing:RabbitMqManagement).";

    public long Count => _waiting.Count + _inBatch.Count;

    /// <summary>Whether a retry is running.</summary>
    public bool IsRetrying { get; set; }

    public TimeSpan DueAt { get; private set; } = now + FirstPause(isQueue);

    public bool Contains(long sequence) => _inBatch.Contains(sequence) || _waiting.Contains(sequence);

    public bool IsInBatch(long sequence) => _inBatch.Contains(sequence);

    /// <summary>After a refusal the rest of the batch waits, so that no event overtakes an earlier one of its data row.</summary>
    public bool MaySend(long sequence) => _inBatch.Contains(sequence) && !_refused;

    public void Add(long sequence)
    {
        _inBatch.Remove(sequence);
        _waiting.Add(sequence);
    }

    public bool Remove(long sequence)
    {
        if (!_inBatch.Remove(sequence))
        {
            return _waiting.Remove(sequence);
        }

        _removedFromBatch++;
        return true;
    }

    /// <summary>An entry was refused just now. A refusal of live traffic counts as a retry and postpones the next one.</summary>
    public void OnRefused(TimeSpan at)
    {
        _refused = true;
        if (!IsRetrying)
        {
            DueAt = at + _pause;
        }
    }

    /// <summary>The queue may accept again: its entries are due at once.</summary>
    public void RetryNow(TimeSpan at) => (_pause, DueAt) = (FirstPause(isQueue), at);

    /// <summary>For a queue, its entries in order. For a routing key, other entries each time, since each retry may duplicate into another queue.</summary>
    /// <param name="isHeld">Whether an entry waits behind an earlier one of its data row: retrying it would send nothing.</param>
    public IReadOnlyList<long> TakeBatch(Func<long, bool> isHeld)
    {
        (_refused, _removedFromBatch) = (false, 0);
        List<long> batch = isQueue ? [] : Next(_lastTried + 1, isHeld);
        if (batch.Count is 0)
        {
            batch = Next(long.MinValue, isHeld);
        }

        foreach (var sequence in batch)
        {
            _waiting.Remove(sequence);
            _inBatch.Add(sequence);
            _lastTried = sequence;
        }

        return batch;
    }

    /// <summary>Whether the next batch may follow at once: at least one entry was accepted and none refused.</summary>
    public bool EndBatch(TimeSpan at, TimeSpan longestKeyPause)
    {
        foreach (var sequence in _inBatch)
        {
            _waiting.Add(sequence);
        }

        _inBatch.Clear();
        if (_removedFromBatch > 0)
        {
            _pause = FirstPause(isQueue);
        }

        if (_removedFromBatch > 0 && !_refused)
        {
            (_batchSize, DueAt) = (Math.Min(_batchSize * 2, MaxBatchSize), at);
            return true;
        }

        var longest = isQueue ? LongestQueuePause : longestKeyPause;
        (_batchSize, DueAt) = (1, at + _pause);
        _pause = BackOff.Next(_pause, longest);
        return false;
    }

    public void LogRefused(ILogger logger)
    {
        if (isQueue)
        {
            LogQueueRefuses(logger, name);
        }
        else
        {
            LogKeyRefuses(logger, name);
        }
    }

    public void LogRecovered(ILogger logger)
    {
        if (isQueue)
        {
            LogQueueRecovered(logger, name);
        }
        else
        {
            LogKeyRecovered(logger, name);
        }
    }

    private List<long> Next(long from, Func<long, bool> isHeld) =>
        [.. _waiting.GetViewBetween(from, long.MaxValue).Where(sequence => !isHeld(sequence)).Take(_batchSize)];

    private static TimeSpan FirstPause(bool isQueue) => isQueue ? FirstQueuePause : FirstKeyPause;

    [LoggerMessage(1, LogLevel.Warning, "Queue {Queue} refuses events; they wait until it accepts them, and other queues still receive theirs")]
    private static partial void LogQueueRefuses(ILogger logger, string queue);

    [LoggerMessage(2, LogLevel.Information, "Queue {Queue} accepts events again and has received all waiting ones")]
    private static partial void LogQueueRecovered(ILogger logger, string queue);

    [LoggerMessage(3, LogLevel.Warning, "A queue that is bound for {RoutingKey} refuses events; they wait until it accepts them")]
    private static partial void LogKeyRefuses(ILogger logger, string routingKey);

    [LoggerMessage(4, LogLevel.Information, "Every queue that is bound for {RoutingKey} accepts events again and has received all waiting ones")]
    private static partial void LogKeyRecovered(ILogger logger, string routingKey);
}
