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
    private readonly Dictionary<string, RefusedShelf> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefusedShelf> _keys = new(StringComparer.Ordinal);
    private readonly RowHolds _holds = new();
    private readonly long _began = time.GetTimestamp();
    private DateTimeOffset _upSince = time.GetUtcNow();

    private TimeSpan Now => time.GetElapsedTime(_began);

    private IEnumerable<RefusedShelf> Shelves => _queues.Values.Concat(_keys.Values);

    /// <summary>The entries that were refused, now or in an earlier life of the process, with the queues that took them.</summary>
    public QueuesThatTook TookIt { get; } = new();

    /// <summary>How many deliveries wait for a queue; one that lacks two counts twice.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
            {
                return Shelves.Sum(shelf => shelf.Count);
            }
        }
    }

    public DependencyState State
    {
        get
        {
            lock (_lock)
            {
                return Shelves.Any()
                    ? new DependencyState(DependencyHealth.Degraded, string.Join(' ', Shelves.OrderBy(shelf => shelf.Since).Take(10).Select(shelf => shelf.Reason)), Shelves.Min(shelf => shelf.Since))
                    : new DependencyState(DependencyHealth.Up, Reason: null, _upSince);
            }
        }
    }

    /// <summary>How a queue is doing as far as it refuses; null where it does not.</summary>
    public DependencyState? StateOf(string queue)
    {
        lock (_lock)
        {
            return _queues.TryGetValue(queue, out var shelf) ? new DependencyState(DependencyHealth.Degraded, shelf.Reason, shelf.Since) : null;
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
    public bool MayGoToAll(string routingKey, long sequence)
    {
        lock (_lock)
        {
            return _keys.TryGetValue(routingKey, out var shelf) && shelf.IsOnTurn(sequence);
        }
    }

    /// <summary>The entry waits for its routing key.</summary>
    public void Park(string routingKey, string? row, long sequence, bool refusedNow)
    {
        lock (_lock)
        {
            Put(_keys, routingKey, sequence, isQueue: false, refusedNow);
            _holds.Put(row, sequence, Now);
        }
    }

    /// <summary>The entry cannot be sent now, so no later one is sent to a queue that lacks it. False where no queue does.</summary>
    public bool EndsTurn(long sequence)
    {
        lock (_lock)
        {
            List<RefusedShelf> waiting = [.. Shelves.Where(shelf => shelf.Has(sequence))];
            waiting.ForEach(shelf => shelf.Refused(Now));
            return waiting.Count > 0;
        }
    }

    /// <summary>Whether the entry may be sent to the queue now; where the queue refuses others, it waits behind them.</summary>
    public bool MayGo(string queue, long sequence)
    {
        lock (_lock)
        {
            if (!_queues.TryGetValue(queue, out var shelf) || shelf.MayGo(sequence))
            {
                return true;
            }

            Lacks(queue, sequence, refusedNow: false);
            return false;
        }
    }

    public void IsRefused(string queue, long sequence)
    {
        lock (_lock)
        {
            Lacks(queue, sequence, refusedNow: true);
        }
    }

    public void IsTaken(string queue, long sequence)
    {
        lock (_lock)
        {
            _queues.GetValueOrDefault(queue)?.Remove(sequence);
        }
    }

    /// <summary>The entry needs no trying any more.</summary>
    public void Settled(long sequence)
    {
        TookIt.Remove(sequence);
        lock (_lock)
        {
            Leave(_queues, sequence);
            Leave(_keys, sequence);
        }
    }

    /// <summary>An event with this key was taken by every queue just now.</summary>
    public void Passed(string routingKey)
    {
        lock (_lock)
        {
            _keys.GetValueOrDefault(routingKey)?.Hurry(Now);
        }
    }

    /// <summary>Those to be tried now, by the caller and by nobody else until they are given back.</summary>
    public IReadOnlyList<RefusedShelf> TakeDue()
    {
        lock (_lock)
        {
            List<RefusedShelf> due = [.. Shelves.Where(shelf => !shelf.IsTried && shelf.DueAt <= Now)];
            due.ForEach(shelf => shelf.IsTried = true);
            return due;
        }
    }

    public IReadOnlyList<long> TakeBatch(RefusedShelf shelf)
    {
        lock (_lock)
        {
            return shelf.TakeBatch(sequence => _holds.Holds(sequence, Now));
        }
    }

    public bool EndBatch(RefusedShelf shelf)
    {
        lock (_lock)
        {
            return shelf.EndBatch(Now, options.CurrentValue.RefusedRetry);
        }
    }

    public void GiveBack(RefusedShelf shelf)
    {
        lock (_lock)
        {
            shelf.IsTried = false;
            EndWhereEmpty(shelf);
        }
    }

    private void Lacks(string queue, long sequence, bool refusedNow)
    {
        Put(_queues, queue, sequence, isQueue: true, refusedNow);
        Leave(_keys, sequence);
    }

    private void Put(Dictionary<string, RefusedShelf> shelves, string name, long sequence, bool isQueue, bool refusedNow)
    {
        if (!shelves.TryGetValue(name, out var shelf))
        {
            shelves[name] = shelf = new RefusedShelf(name, isQueue, Now, time.GetUtcNow());
            LogRefuses(logger, isQueue ? "Queue" : "A queue for", name);
        }

        shelf.Put(sequence);
        if (refusedNow)
        {
            shelf.Refused(Now);
        }
    }

    private void Leave(Dictionary<string, RefusedShelf> shelves, long sequence)
    {
        foreach (var shelf in shelves.Values.Where(shelf => shelf.Remove(sequence)).ToList())
        {
            EndWhereEmpty(shelf);
        }

        if (shelves == _keys && _holds.Remove(sequence))
        {
            // Others of its data row waited for it.
            foreach (var shelf in _keys.Values)
            {
                shelf.Hurry(Now);
            }
        }
    }

    private void EndWhereEmpty(RefusedShelf shelf)
    {
        if (shelf.Count > 0 || shelf.IsTried)
        {
            return;
        }

        (shelf.IsQueue ? _queues : _keys).Remove(shelf.Name);
        LogTakes(logger, shelf.IsQueue ? "Queue" : "Every queue for", shelf.Name);
        if (!Shelves.Any())
        {
            _upSince = time.GetUtcNow();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{What} {Name} refuses events; they wait until it takes them, and other queues get theirs")]
    private static partial void LogRefuses(ILogger logger, string what, string name);

    [LoggerMessage(2, LogLevel.Information, "{What} {Name} takes events again, and has all it lacked")]
    private static partial void LogTakes(ILogger logger, string what, string name);
}
