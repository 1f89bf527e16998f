using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Publishing;
using WebhookRelay.Relaying;
using WebhookRelay.Telemetry;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Relaying;

public sealed class RefusedEntriesTests
{
    private const string Key = "label.created.p";

    private readonly FakeTimeProvider _time = new();
    private readonly RefusedEntries _refused;

    public RefusedEntriesTests() => _refused = new RefusedEntries(
        _time, new FixedOptions<PublishingOptions>(new PublishingOptions { RefusedRetry = TimeSpan.FromMinutes(2) }), NullLogger<RefusedEntries>.Instance);

    [Fact]
    public void Entry_after_a_refused_one_waits_for_that_queue_only()
    {
        _refused.MarkRefused("full", 1);

        Assert.False(_refused.MaySend("full", 2));
        Assert.True(_refused.MaySend("healthy", 2));
        Assert.Equal(2, _refused.Count);
        Assert.Contains("'full' refuses events, 2 wait", _refused.State.Reason, StringComparison.Ordinal);
        Assert.Equal(DependencyHealth.Degraded, _refused.StateOf("full")?.Health);
        Assert.Null(_refused.StateOf("healthy"));
    }

    [Fact]
    public void Recovering_queue_gets_missing_entries_in_growing_batches()
    {
        _refused.MarkRefused("full", 10);
        Assert.All(Enumerable.Range(1, 9), sequence => Assert.False(_refused.MaySend("full", sequence)));
        var shelf = Due();

        var taken = new List<IReadOnlyList<long>>();
        do
        {
            taken.Add(_refused.TakeBatch(shelf));
            Assert.All(taken[^1], sequence => Assert.True(_refused.MaySend("full", sequence)));
            Assert.All(taken[^1], sequence => _refused.MarkAccepted("full", sequence));
        }
        while (_refused.EndBatch(shelf));
        _refused.Release(shelf);

        Assert.Equal([[1], [2, 3], [4, 5, 6, 7], [8, 9, 10], []], taken);
        Assert.Equal(DependencyHealth.Up, _refused.State.Health);
        Assert.True(_refused.MaySend("full", 11));
    }

    [Fact]
    public void Rejection_stops_the_rest_of_a_batch()
    {
        _refused.MarkRefused("full", 1);
        Assert.All(Enumerable.Range(2, 3), sequence => Assert.False(_refused.MaySend("full", sequence)));
        var shelf = Due();
        Pass(shelf);
        Assert.Equal([2, 3], _refused.TakeBatch(shelf));

        _refused.MarkRefused("full", 2);

        Assert.False(_refused.MaySend("full", 3));
        Assert.False(_refused.EndBatch(shelf));
        _refused.Release(shelf);
        Assert.Equal([2], _refused.TakeBatch(Due()));
    }

    [Fact]
    public void Entries_during_a_retry_go_behind()
    {
        _refused.MarkRefused("full", 1);
        var shelf = Due();
        _refused.TakeBatch(shelf);
        _refused.MarkAccepted("full", 1);

        Assert.False(_refused.MaySend("full", 2));
        Assert.True(_refused.EndBatch(shelf));
        Assert.Equal([2], _refused.TakeBatch(shelf));
    }

    [Fact]
    public void Queue_back_off_stays_short_and_routing_key_back_off_grows()
    {
        _refused.MarkRefused("full", 1);
        _refused.Park(Key, row: null, 2, refusedNow: true);
        var tries = new Dictionary<string, List<double>>(StringComparer.Ordinal) { ["full"] = [], [Key] = [] };
        for (var second = 1; second <= 600; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            foreach (var shelf in _refused.TakeDue())
            {
                tries[shelf.Name].Add(second);
                Refuse(shelf);
            }
        }

        Assert.InRange(tries["full"].Count, 118, 126);
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 248, 368, 488], tries[Key]);
    }

    [Fact]
    public void Routing_key_is_retried_with_a_different_entry_each_time()
    {
        for (var sequence = 1; sequence <= 4; sequence++)
        {
            _refused.Park(Key, row: null, sequence, refusedNow: true);
        }

        var tried = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            var shelf = Due();
            tried.AddRange(_refused.TakeBatch(shelf));
            Assert.True(_refused.MaySendToAll(Key, tried[^1]));
            _refused.Park(Key, row: null, tried[^1], refusedNow: true);
            _refused.EndBatch(shelf);
            _refused.Release(shelf);
        }

        Assert.Equal([1, 2, 3, 4, 1, 2], tried);
    }

    [Fact]
    public void Routing_key_is_not_retried_with_an_entry_behind_another_of_its_row()
    {
        _refused.Park(Key, "row-1", 1, refusedNow: true);
        Assert.All(Enumerable.Range(2, 3), sequence => _refused.Park(Key, "row-1", sequence, refusedNow: false));
        _refused.Park(Key, "row-2", 5, refusedNow: true);

        var tried = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            var shelf = DueSoon();
            tried.AddRange(_refused.TakeBatch(shelf));
            _refused.Park(Key, row: null, tried[^1], refusedNow: true);
            _refused.EndBatch(shelf);
            _refused.Release(shelf);
        }

        Assert.Equal([1, 5, 1, 5], tried);
    }

    [Fact]
    public void Live_entry_retries_a_routing_key_for_waiting_ones()
    {
        _refused.Park(Key, row: null, 1, refusedNow: true);
        for (var sequence = 2; sequence < 100; sequence++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(900));
            _refused.Park(Key, row: null, sequence, refusedNow: true);
            Assert.Empty(_refused.TakeDue());
        }

        _refused.RetryNow(Key);
        Assert.Single(_refused.TakeDue());
    }

    [Fact]
    public void Later_event_of_a_row_waits_behind_a_refused_one_for_at_most_a_minute()
    {
        _refused.Park(Key, "row-1", 1, refusedNow: true);

        Assert.True(_refused.IsHeld("row-1", 2));
        Assert.False(_refused.IsHeld("row-1", 1));
        Assert.False(_refused.IsHeld("row-2", 2));
        Assert.False(_refused.IsHeld(row: null, 2));
        _time.Advance(DataRowHolds.MaxHold);
        Assert.False(_refused.IsHeld("row-1", 2));
    }

    [Fact]
    public void Settled_entry_releases_its_row()
    {
        _refused.AcceptingQueues.Set(1, ["healthy"]);
        _refused.Park(Key, "row-1", 1, refusedNow: true);
        _refused.Park("label.updated.p", "row-1", 2, refusedNow: false);
        _refused.MarkRefused("full", 3);

        _refused.Remove(1);
        _refused.Remove(3);

        Assert.Null(_refused.AcceptingQueues.Find(1));
        Assert.False(_refused.IsHeld("row-1", 2));
        Assert.Equal("label.updated.p", Assert.Single(_refused.TakeDue()).Name);
        Assert.Equal(1, _refused.Count);
    }

    [Fact]
    public void Entry_with_a_known_queue_no_longer_waits_for_its_routing_key()
    {
        _refused.Park(Key, "row-1", 1, refusedNow: true);

        _refused.MarkRefused("full", 1);

        Assert.Equal(1, _refused.Count);
        Assert.False(_refused.IsHeld("row-1", 2));
        Assert.DoesNotContain(Key, _refused.State.Reason, StringComparison.Ordinal);
    }

    /// <summary>The entry that is due next, within the time that an entry blocks its row.</summary>
    private RefusedBacklog DueSoon()
    {
        while (true)
        {
            if (_refused.TakeDue() is [var shelf])
            {
                return shelf;
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private RefusedBacklog Due()
    {
        _time.Advance(TimeSpan.FromMinutes(5));
        return Assert.Single(_refused.TakeDue());
    }

    private void Pass(RefusedBacklog shelf)
    {
        foreach (var sequence in _refused.TakeBatch(shelf))
        {
            _refused.MarkAccepted(shelf.Name, sequence);
        }

        Assert.True(_refused.EndBatch(shelf));
    }

    private void Refuse(RefusedBacklog shelf)
    {
        foreach (var sequence in _refused.TakeBatch(shelf))
        {
            if (shelf.IsQueue)
            {
                _refused.MarkRefused(shelf.Name, sequence);
            }
            else
            {
                _refused.Park(shelf.Name, row: null, sequence, refusedNow: true);
            }
        }

        Assert.False(_refused.EndBatch(shelf));
        _refused.Release(shelf);
    }
}
