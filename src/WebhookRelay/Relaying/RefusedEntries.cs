using Microsoft.Extensions.Options;
using WebhookRelay.Publishing;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Relaying;

/// <summary>
/// Entries that a queue refuses, for example because it is full. They are grouped by queue when the broker's management API
/// lists the bound queues, otherwise by routing key. They take no capacity of the relay, stay Accepted on disk, and are
/// retried.
/// </summary>
internal sealed class RefusedEntries(TimeProvider time, IOptionsMonitor<PublishingOptions> options, ILogger<RefusedEntries> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RefusedBacklog> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefusedBacklog> _keys = new(StringComparer.Ordinal);
    private readonly DataRowHolds _holds = new();
    private readonly long _startedAt = time.GetTimestamp();
    private DateTimeOffset _upSince = time.GetUtcNow();

    private TimeSpan Now => time.GetElapsedTime(_startedAt);

    private IEnumerable<RefusedBacklog> Backlogs => _queues.Values.Concat(_keys.Values);

    /// <summary>The refused entries, including those from before a restart, with the queues that accepted them.</summary>
    public AcceptingQueues AcceptingQueues { get; } = new();

    /// <summary>How many deliveries wait for a queue. A delivery that waits for two queues counts twice.</summary>
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

    /// <summary>The state of a queue that refuses events; null when it accepts them.</summary>
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

    /// <summary>Whether the entry must wait behind an earlier entry of its data row.</summary>
    public bool IsHeld(string? row, long sequence)
    {
        lock (_lock)
        {
            return _holds.Holds(row, sequence, Now);
        }
    }

    /// <summary>Whether an entry that was refused before may be sent to every queue again, as the retry for its routing key.</summary>
    public bool MaySendToAll(string routingKey, long sequence)
    {
        lock (_lock)
        {
            return _keys.TryGetValue(routingKey, out var backlog) && backlog.IsInBatch(sequence);
        }
    }

    /// <summary>Lets the entry wait under its routing key.</summary>
    public void Park(string routingKey, string? row, long sequence, bool refusedNow)
    {
        lock (_lock)
        {
            Add(_keys, routingKey, sequence, isQueue: false, refusedNow);
            _holds.Add(row, sequence, Now);
        }
    }

    /// <summary>The entry cannot be sent now, so no later entry may be sent to a queue that is still missing it. False when no queue is missing it.</summary>
    public bool BlockQueuesOf(long sequence)
    {
        lock (_lock)
        {
            List<RefusedBacklog> waiting = [.. Backlogs.Where(backlog => backlog.Contains(sequence))];
            waiting.ForEach(backlog => backlog.OnRefused(Now));
            return waiting.Count > 0;
        }
    }

    /// <summary>Whether the entry may be sent to the queue now. If the queue refuses earlier entries, this one joins its backlog.</summary>
    public bool MaySend(string queue, long sequence)
    {
        lock (_lock)
        {
            if (!_queues.TryGetValue(queue, out var backlog) || backlog.MaySend(sequence))
            {
                return true;
            }

            Add(_queues, queue, sequence, isQueue: true, refusedNow: false);
            RemoveFrom(_keys, sequence);
            return false;
        }
    }

    public void MarkRefused(string queue, long sequence)
    {
        lock (_lock)
        {
            Add(_queues, queue, sequence, isQueue: true, refusedNow: true);
            RemoveFrom(_keys, sequence);
        }
    }

    public void MarkAccepted(string queue, long sequence)
    {
        lock (_lock)
        {
            _queues.GetValueOrDefault(queue)?.Remove(sequence);
        }
    }

    /// <summary>The entry needs no more retries.</summary>
    public void Remove(long sequence)
    {
        AcceptingQueues.Remove(sequence);
        lock (_lock)
        {
            RemoveFrom(_queues, sequence);
            RemoveFrom(_keys, sequence);
        }
    }

    /// <summary>Every queue has just accepted an event with this key, so its backlog is retried at once.</summary>
    public void RetryNow(string routingKey)
    {
        lock (_lock)
        {
            _keys.GetValueOrDefault(routingKey)?.RetryNow(Now);
        }
    }

    /// <summary>The backlogs to retry now. The caller owns them until it releases them.</summary>
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

    private void Add(Dictionary<string, RefusedBacklog> backlogs, string name, long sequence, bool isQueue, bool refusedNow)
    {
        if (!backlogs.TryGetValue(name, out var backlog))
        {
            backlogs[name] = backlog = new RefusedBacklog(name, isQueue, Now, time.GetUtcNow());
            backlog.LogRefused(logger);
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
            // Later entries of its data row waited for it.
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
        backlog.LogRecovered(logger);
        if (!Backlogs.Any())
        {
            _upSince = time.GetUtcNow();
        }
    }
}
