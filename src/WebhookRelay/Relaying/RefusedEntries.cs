using Microsoft.Extensions.Options;
using WebhookRelay.Publishing;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Relaying;

/// <summary>
/// Entries that a queue does not take, such as one that is full: by that queue where the broker tells which are bound, and
/// otherwise by routing key. They hold no place among those under way, stay Accepted on disk, and are tried again.
/// </summary>
internal sealed partial class RefusedEntries(TimeProvider time, IOptionsMonitor<PublishingOptions> options, ILogger<RefusedEntries> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RefusedBacklog> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefusedBacklog> _keys = new(StringComparer.Ordinal);
    private readonly DataRowHolds _holds = new();
    private readonly long _startedAt = time.GetTimestamp();
    private DateTimeOffset _upSince = time.GetUtcNow();

    private TimeSpan Now => time.GetElapsedTime(_startedAt);

    private IEnumerable<RefusedBacklog> Backlogs => _queues.Values.Concat(_keys.Values);

    /// <summary>The entries that were refused, now or in an earlier life of the process, with the queues that took them.</summary>
    public AcceptingQueues AcceptingQueues { get; } = new();

    /// <summary>How many deliveries wait for a queue; one that lacks two counts twice.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
            {
                return Backlogs.Sum(backlog => backlog.Count);
            }
        }
    }

    public DependencyState State
    {
        get
        {
            lock (_lock)
            {
                return Backlogs.Any()
                    ? new DependencyState(DependencyHealth.Degraded, string.Join(' ', Backlogs.OrderBy(backlog => backlog.Since).Take(10).Select(backlog => backlog.Reason)), Backlogs.Min(backlog => backlog.Since))
                    : new DependencyState(DependencyHealth.Up, Reason: null, _upSince);
            }
        }
    }

    /// <summary>How a queue is doing as far as it refuses; null where it does not.</summary>
    public DependencyState? StateOf(string queue)
    {
        lock (_lock)
        {
            return _queues.TryGetValue(queue, out var backlog) ? new DependencyState(DependencyHealth.Degraded, backlog.Reason, backlog.Since) : null;
        }
    }

    public bool AnyRefuses(IReadOnlyList<string> queues)
    {
        lock (_lock)
        {
            return queues.Any(_queues.ContainsKey);
        }
    }

    /// <summary>Whether it has to wait behind an earlier entry of its data row.</summary>
    public bool IsHeld(string? row, long sequence)
    {
        lock (_lock)
        {
            return _holds.Holds(row, sequence, Now);
        }
    }

    /// <summary>Whether an entry that was refused before may go to every queue again, as one that tries it for its routing key.</summary>
    public bool MaySendToAll(string routingKey, long sequence)
    {
        lock (_lock)
        {
            return _keys.TryGetValue(routingKey, out var backlog) && backlog.IsInBatch(sequence);
        }
    }

    /// <summary>The entry waits for its routing key.</summary>
    public void Park(string routingKey, string? row, long sequence, bool refusedNow)
    {
        lock (_lock)
        {
            Add(_keys, routingKey, sequence, isQueue: false, refusedNow);
            _holds.Add(row, sequence, Now);
        }
    }

    /// <summary>The entry cannot be sent now, so no later one is sent to a queue that lacks it. False where no queue does.</summary>
    public bool BlockQueuesOf(long sequence)
    {
        lock (_lock)
        {
            List<RefusedBacklog> waiting = [.. Backlogs.Where(backlog => backlog.Contains(sequence))];
            waiting.ForEach(backlog => backlog.OnRefused(Now));
            return waiting.Count > 0;
        }
    }

    /// <summary>Whether the entry may be sent to the queue now; where the queue refuses others, it waits behind them.</summary>
    public bool MaySend(string queue, long sequence)
    {
        lock (_lock)
        {
            if (!_queues.TryGetValue(queue, out var backlog) || backlog.MaySend(sequence))
            {
                return true;
            }

            AddToQueueBacklog(queue, sequence, refusedNow: false);
            return false;
        }
    }

    public void MarkRefused(string queue, long sequence)
    {
        lock (_lock)
        {
            AddToQueueBacklog(queue, sequence, refusedNow: true);
        }
    }

    public void MarkAccepted(string queue, long sequence)
    {
        lock (_lock)
        {
            _queues.GetValueOrDefault(queue)?.Remove(sequence);
        }
    }

    /// <summary>The entry needs no trying any more.</summary>
    public void Remove(long sequence)
    {
        AcceptingQueues.Remove(sequence);
        lock (_lock)
        {
            RemoveFrom(_queues, sequence);
            RemoveFrom(_keys, sequence);
        }
    }

    /// <summary>An event with this key was taken by every queue just now.</summary>
    public void RetryNow(string routingKey)
    {
        lock (_lock)
        {
            _keys.GetValueOrDefault(routingKey)?.RetryNow(Now);
        }
    }

    /// <summary>Those to be tried now, by the caller and by nobody else until they are given back.</summary>
    public IReadOnlyList<RefusedBacklog> TakeDue()
    {
        lock (_lock)
        {
            List<RefusedBacklog> due = [.. Backlogs.Where(backlog => !backlog.IsRetrying && backlog.DueAt <= Now)];
            due.ForEach(backlog => backlog.IsRetrying = true);
            return due;
        }
    }

    public IReadOnlyList<long> TakeBatch(RefusedBacklog backlog)
    {
        lock (_lock)
        {
            return backlog.TakeBatch(sequence => _holds.Holds(sequence, Now));
        }
    }

    public bool EndBatch(RefusedBacklog backlog)
    {
        lock (_lock)
        {
            return backlog.EndBatch(Now, options.CurrentValue.RefusedRetry);
        }
    }

    public void Release(RefusedBacklog backlog)
    {
        lock (_lock)
        {
            backlog.IsRetrying = false;
            RemoveIfEmpty(backlog);
        }
    }

    private void AddToQueueBacklog(string queue, long sequence, bool refusedNow)
    {
        Add(_queues, queue, sequence, isQueue: true, refusedNow);
        RemoveFrom(_keys, sequence);
    }

    private void Add(Dictionary<string, RefusedBacklog> backlogs, string name, long sequence, bool isQueue, bool refusedNow)
    {
        if (!backlogs.TryGetValue(name, out var backlog))
        {
            backlogs[name] = backlog = new RefusedBacklog(name, isQueue, Now, time.GetUtcNow());
            LogRefuses(logger, isQueue ? "Queue" : "A queue for", name);
        }

        backlog.Add(sequence);
        if (refusedNow)
        {
            backlog.OnRefused(Now);
        }
    }

    private void RemoveFrom(Dictionary<string, RefusedBacklog> backlogs, long sequence)
    {
        foreach (var backlog in backlogs.Values.Where(backlog => backlog.Remove(sequence)).ToList())
        {
            RemoveIfEmpty(backlog);
        }

        if (backlogs == _keys && _holds.Remove(sequence))
        {
            // Others of its data row waited for it.
            foreach (var backlog in _keys.Values)
            {
                backlog.RetryNow(Now);
            }
        }
    }

    private void RemoveIfEmpty(RefusedBacklog backlog)
    {
        if (backlog.Count > 0 || backlog.IsRetrying)
        {
            return;
        }

        (backlog.IsQueue ? _queues : _keys).Remove(backlog.Name);
        LogRecovered(logger, backlog.IsQueue ? "Queue" : "Every queue for", backlog.Name);
        if (!Backlogs.Any())
        {
            _upSince = time.GetUtcNow();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{What} {Name} refuses events; they wait until it takes them, and other queues get theirs")]
    private static partial void LogRefuses(ILogger logger, string what, string name);

    [LoggerMessage(2, LogLevel.Information, "{What} {Name} takes events again, and has all it lacked")]
    private static partial void LogRecovered(ILogger logger, string what, string name);
}
