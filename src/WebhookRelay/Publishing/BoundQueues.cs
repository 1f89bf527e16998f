using System.Collections.Concurrent;

namespace WebhookRelay.Publishing;

/// <summary>Every queue that is bound to the exchange, where the broker's management API tells. One question serves all who ask meanwhile.</summary>
internal sealed class BoundQueues(BrokerManagement management, TimeProvider time)
{
    /// <summary>An API that does not answer would cost each event its time-out.</summary>
    private static readonly TimeSpan NotAskedAgainFor = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Seen? _last;
    private Task? _asking;
    private long? _notUsableSince;

    /// <summary>The queues that get a routing key, as bound at a moment or later; null where that is not known.</summary>
    /// <param name="routingKey">The routing key.</param>
    /// <param name="notBefore">The moment, by the monotonic clock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<IReadOnlyList<string>?> ForAsync(string routingKey, long notBefore, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task asking;
            lock (_lock)
            {
                if (_notUsableSince is { } since && time.GetElapsedTime(since) < NotAskedAgainFor)
                {
                    return null;
                }

                if (_last is { } last && last.AskedAt >= notBefore)
                {
                    return last.For(routingKey);
                }

                asking = _asking ??= AskAsync();
            }

            await asking.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The queues that got a routing key when last asked.</summary>
    public IReadOnlyList<string> LastFor(string routingKey)
    {
        lock (_lock)
        {
            return _last?.For(routingKey) ?? [];
        }
    }

    /// <summary>The queues are known, and cannot be published to one by one.</summary>
    public void CannotBeReached()
    {
        lock (_lock)
        {
            _notUsableSince = time.GetTimestamp();
        }
    }

    private async Task AskAsync()
    {
        await Task.Yield();
        var askedAt = time.GetTimestamp();
        var bindings = await management.AllBindingsAsync(CancellationToken.None);
        lock (_lock)
        {
            _asking = null;
            _notUsableSince = bindings is null ? time.GetTimestamp() : null;
            _last = bindings is null ? _last : new Seen(askedAt, bindings);
        }
    }

    private sealed class Seen(long askedAt, IReadOnlySet<Binding> bindings)
    {
        private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _byKey = new(StringComparer.Ordinal);

        public long AskedAt => askedAt;

        public IReadOnlyList<string> For(string routingKey) => _byKey.GetOrAdd(routingKey, key =>
            [.. bindings.Where(binding => TopicPattern.Matches(binding.Pattern, key)).Select(binding => binding.Queue).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }
}
