using Microsoft.Extensions.Options;
using WebhookRelay.Publishing;
using WebhookRelay.Starting;

namespace WebhookRelay.Relaying;

/// <summary>Unrouted entries by routing key, and when each key is retried next. Holds sequences only; the entries stay on disk.</summary>
internal sealed class UnroutedQueue(TimeProvider time, IOptionsMonitor<PublishingOptions> options)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, WaitingKey> _keys = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Monotonic: a wall clock that is set back would postpone the next retry.</summary>
    private TimeSpan Now => time.GetElapsedTime(_startedAt);

    public void Add(string routingKey, long sequence)
    {
        lock (_lock)
        {
            if (!_keys.TryGetValue(routingKey, out var waiting))
            {
                _keys[routingKey] = waiting = new WaitingKey { Pause = FirstPause, DueAt = Now + FirstPause };
            }

            waiting.Sequences.Add(sequence);
        }
    }

    /// <summary>The entry needs no more retries.</summary>
    public void Remove(string routingKey, long sequence)
    {
        lock (_lock)
        {
            _keys.GetValueOrDefault(routingKey)?.Sequences.Remove(sequence);
        }
    }

    /// <summary>An event with this key has just found a queue: the key is due at once.</summary>
    public void RetryNow(string routingKey)
    {
        lock (_lock)
        {
            if (_keys.TryGetValue(routingKey, out var waiting))
            {
                (waiting.Pause, waiting.DueAt) = (FirstPause, Now);
            }
        }
    }

    /// <summary>The keys to retry now. Each key's pause doubles until a retry succeeds.</summary>
    public IReadOnlyList<string> TakeDue()
    {
        var now = Now;
        var longest = options.CurrentValue.UnroutedRetry;
        lock (_lock)
        {
            List<string> due = [.. _keys.Where(waiting => waiting.Value.DueAt <= now).Select(waiting => waiting.Key)];
            foreach (var (key, waiting) in due.Select(key => (key, _keys[key])))
            {
                if (waiting.Sequences.Count is 0)
                {
                    // It stayed empty for a whole pause: the last retry found a queue.
                    _keys.Remove(key);
                }

                waiting.Pause = BackOff.Next(waiting.Pause, longest);
                waiting.DueAt = now + waiting.Pause;
            }

            return due;
        }
    }

    /// <summary>Removes and returns the key's oldest entry at or before a sequence; null when there is none.</summary>
    public long? TakeOldest(string routingKey, long upTo)
    {
        lock (_lock)
        {
            if (!_keys.TryGetValue(routingKey, out var waiting) || waiting.Sequences.Count is 0 || waiting.Sequences.Min > upTo)
            {
                return null;
            }

            var oldest = waiting.Sequences.Min;
            waiting.Sequences.Remove(oldest);
            return oldest;
        }
    }

    /// <summary>The key's newest entry; null when there is none.</summary>
    public long? Newest(string routingKey)
    {
        lock (_lock)
        {
            return _keys.TryGetValue(routingKey, out var waiting) && waiting.Sequences.Count > 0 ? waiting.Sequences.Max : null;
        }
    }

    private sealed class WaitingKey
    {
        public SortedSet<long> Sequences { get; } = [];

        public required TimeSpan Pause { get; set; }

        public required TimeSpan DueAt { get; set; }
    }
}
