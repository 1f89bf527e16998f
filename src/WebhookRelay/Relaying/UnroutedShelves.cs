using Microsoft.Extensions.Options;
using WebhookRelay.Publishing;

namespace WebhookRelay.Relaying;

/// <summary>Unrouted entries by routing key, and when each key is due to be tried again. Holds sequences only; the entries stay on disk.</summary>
internal sealed class UnroutedShelves(TimeProvider time, IOptionsMonitor<PublishingOptions> options)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Shelf> _shelves = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly long _began = time.GetTimestamp();

    /// <summary>By the clock that nobody sets: a wall clock that is put back would put the next try off as far.</summary>
    private TimeSpan Now => time.GetElapsedTime(_began);

    public void Put(string routingKey, long sequence)
    {
        lock (_lock)
        {
            if (!_shelves.TryGetValue(routingKey, out var shelf))
            {
                _shelves[routingKey] = shelf = new Shelf { Pause = FirstPause, DueAt = Now + FirstPause };
            }

            shelf.Sequences.Add(sequence);
        }
    }

    /// <summary>The entry needs no trying any more.</summary>
    public void Remove(string routingKey, long sequence)
    {
        lock (_lock)
        {
            _shelves.GetValueOrDefault(routingKey)?.Sequences.Remove(sequence);
        }
    }

    /// <summary>An event with this key found a queue just now: its shelf is due at once.</summary>
    public void Bound(string routingKey)
    {
        lock (_lock)
        {
            if (_shelves.TryGetValue(routingKey, out var shelf))
            {
                (shelf.Pause, shelf.DueAt) = (FirstPause, Now);
            }
        }
    }

    /// <summary>The keys to be tried now. Each is put off, by twice as long as before, until a try succeeds.</summary>
    public IReadOnlyList<string> TakeDue()
    {
        var now = Now;
        var longest = options.CurrentValue.UnroutedRetry;
        lock (_lock)
        {
            List<string> due = [.. _shelves.Where(shelf => shelf.Value.DueAt <= now).Select(shelf => shelf.Key)];
            foreach (var (key, shelf) in due.Select(key => (key, _shelves[key])))
            {
                if (shelf.Sequences.Count is 0)
                {
                    // It stayed empty for a whole pause: whatever was tried last found its queue.
                    _shelves.Remove(key);
                }

                shelf.Pause = shelf.Pause * 2 < longest ? shelf.Pause * 2 : longest;
                shelf.DueAt = now + shelf.Pause;
            }

            return due;
        }
    }

    /// <summary>Takes the key's oldest entry at or before a sequence off its shelf; null where there is none.</summary>
    public long? TakeOldest(string routingKey, long upTo)
    {
        lock (_lock)
        {
            if (!_shelves.TryGetValue(routingKey, out var shelf) || shelf.Sequences.Count is 0 || shelf.Sequences.Min > upTo)
            {
                return null;
            }

            var oldest = shelf.Sequences.Min;
            shelf.Sequences.Remove(oldest);
            return oldest;
        }
    }

    /// <summary>The key's newest entry; null where there is none.</summary>
    public long? Newest(string routingKey)
    {
        lock (_lock)
        {
            return _shelves.TryGetValue(routingKey, out var shelf) && shelf.Sequences.Count > 0 ? shelf.Sequences.Max : null;
        }
    }

    private sealed class Shelf
    {
        public SortedSet<long> Sequences { get; } = [];

        public required TimeSpan Pause { get; set; }

        public required TimeSpan DueAt { get; set; }
    }
}
