using Microsoft.Extensions.Options;
using WebhookRelay.Publishing;

namespace WebhookRelay.Relaying;

/// <summary>Unrouted entries by routing key, and when each key is due to be tried again. Holds sequences only; the entries stay on disk.</summary>
internal sealed class UnroutedShelves(TimeProvider time, IOptionsMonitor<PublishingOptions> options)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Shelf> _shelves = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public void Put(string routingKey, long sequence)
    {
        lock (_lock)
        {
            if (!_shelves.TryGetValue(routingKey, out var shelf))
            {
                _shelves[routingKey] = shelf = new Shelf { Pause = FirstPause, Wait = FirstPause, Since = time.GetTimestamp() };
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
                (shelf.Pause, shelf.Wait) = (FirstPause, TimeSpan.Zero);
            }
        }
    }

    /// <summary>The keys to be tried now. Each is put off, by twice as long as before, until a try succeeds.</summary>
    public IReadOnlyList<string> TakeDue()
    {
        var longest = options.CurrentValue.UnroutedRetry;
        lock (_lock)
        {
            List<string> due = [.. _shelves.Where(shelf => time.GetElapsedTime(shelf.Value.Since) >= shelf.Value.Wait).Select(shelf => shelf.Key)];
            foreach (var (key, shelf) in due.Select(key => (key, _shelves[key])))
            {
                if (shelf.Sequences.Count is 0)
                {
                    // It stayed empty for a whole pause: whatever was tried last found its queue.
                    _shelves.Remove(key);
                }

                shelf.Pause = shelf.Pause * 2 < longest ? shelf.Pause * 2 : longest;
                (shelf.Wait, shelf.Since) = (shelf.Pause, time.GetTimestamp());
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

        /// <summary>Tried again this long after <see cref="Since"/>.</summary>
        public required TimeSpan Wait { get; set; }

        /// <summary>By the monotonic clock: the date may be set back.</summary>
        public required long Since { get; set; }
    }
}
