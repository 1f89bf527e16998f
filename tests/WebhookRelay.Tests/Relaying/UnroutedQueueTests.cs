using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Publishing;
using WebhookRelay.Relaying;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Relaying;

public sealed class UnroutedQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly UnroutedQueue _shelves;

    public UnroutedQueueTests() =>
        _shelves = new UnroutedQueue(_time, new FixedOptions<PublishingOptions>(new PublishingOptions { UnroutedRetry = TimeSpan.FromSeconds(8) }));

    [Fact]
    public void Oldest_entry_is_first_even_after_a_retry()
    {
        _shelves.Add("key", 3);
        _shelves.Add("key", 5);
        Assert.Equal(3, _shelves.TakeOldest("key", upTo: 10));
        _shelves.Add("key", 3);

        Assert.Equal(3, _shelves.TakeOldest("key", upTo: 10));
        Assert.Equal(5, _shelves.TakeOldest("key", upTo: 10));
        Assert.Null(_shelves.TakeOldest("key", upTo: 10));
    }

    [Fact]
    public void Drain_leaves_later_entries()
    {
        _shelves.Add("key", 3);
        _shelves.Add("key", 12);

        Assert.Equal(3, _shelves.TakeOldest("key", upTo: 10));
        Assert.Null(_shelves.TakeOldest("key", upTo: 10));
    }

    [Fact]
    public void Routing_key_is_retried_with_back_off()
    {
        _shelves.Add("key", 1);
        var tries = new List<int>();
        for (var second = 1; second <= 40; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            if (_shelves.TakeDue().Count > 0)
            {
                tries.Add(second);
                Assert.Equal(1, _shelves.TakeOldest("key", upTo: 1));
                _shelves.Add("key", 1);
            }
        }

        Assert.Equal([1, 3, 7, 15, 23, 31, 39], tries);
    }

    [Fact]
    public void Clock_set_back_does_not_delay_a_retry()
    {
        var time = new AdjustedClock(_time);
        var shelves = new UnroutedQueue(time, new FixedOptions<PublishingOptions>(new PublishingOptions()));
        shelves.Add("key", 1);
        time.PutBackBy = TimeSpan.FromHours(1);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["key"], shelves.TakeDue());
    }

    [Fact]
    public void Newly_bound_routing_key_is_due_at_once()
    {
        _shelves.Add("key", 1);
        _shelves.Add("other", 2);
        _shelves.RetryNow("key");

        Assert.Equal(["key"], _shelves.TakeDue());
    }

    /// <summary>Sets the wall clock; the monotonic clock is unaffected.</summary>
    private sealed class AdjustedClock(TimeProvider steady) : TimeProvider
    {
        public TimeSpan PutBackBy { get; set; }

        public override long TimestampFrequency => steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() - PutBackBy;

        public override long GetTimestamp() => steady.GetTimestamp();
    }
}
