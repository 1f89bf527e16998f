using System.Collections.Concurrent;

namespace WebhookRelay.Publishing;

/// <summary>Every queue bound to the exchange, as the broker's management API lists them. Concurrent callers share one query.</summary>
internal sealed class BoundQueues(BrokerManagement management, TimeProvider time)
{
    /// <summary>Without this pause, each event would wait for the time-out of an API that does not answer.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Snapshot? _last;
    private Task? _query;
    private long? _unavailableSince;

    /// <summary>The queues that receive a routing key, as bound at a given time or later; null when that is not known.</summary>
    /// <param name="routingKey">The routing key.</param>
    /// <param name="notBefore">The time, by the monotonic clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<IReadOnlyList<string>?> GetAsync(string routingKey, long notBefore, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task query;
            lock (_lock)
            {
                if (_unavailableSince is { } since && time.GetElapsedTime(since) < RetryAfter)
                {
                    return null;
                }

                if (_last is { } last && last.QueriedAt >= notBefore)
                {
                    return last.For(routingKey);
                }

                query = _query ??= QueryAsync();
            }

            await query.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The queues that received a routing key at the last query.</summary>
    public IReadOnlyList<string> LastKnown(string routingKey)
    {
        lock (_lock)
        {
            return _last?.For(routingKey) ?? [];
        }
    }

    /// <summary>The queues are known but cannot be published to one by one.</summary>
    public void MarkUnreachable()
    {
        lock (_lock)
        {
            _unavailableSince = time.GetTimestamp();
        }
    }

    private async Task QueryAsync()
    {
        await Task.Yield();
        var queriedAt = time.GetTimestamp();
        var bindings = await management.AllBindingsAsync(CancellationToken.None);
        lock (_lock)
        {
            _query = null;
            _unavailableSince = bindings is null ? time.GetTimestamp() : null;
            _last = bindings is null ? _last : new Snapshot(queriedAt, bindings);
        }
    }

    private sealed class Snapshot(long queriedAt, IReadOnlySet<Binding> bindings)
    {
        private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _byKey = new(StringComparer.Ordinal);

        public long QueriedAt => queriedAt;

        public IReadOnlyList<string> For(string routingKey) => _byKey.GetOrAdd(routingKey, key =>
            [.. bindings.Where(binding => TopicPattern.Matches(binding.Pattern, key)).Select(binding => binding.Queue).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }
}
