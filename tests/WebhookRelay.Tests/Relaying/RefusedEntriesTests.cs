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
    public void What_comes_behind_a_refused_entry_waits_for_that_queue_and_goes_to_others()
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
    public void A_queue_gets_what_it_lacks_in_order_ever_more_at_a_time()
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
    public void After_a_refusal_nothing_more_of_a_batch_goes()
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
    public void What_comes_while_a_queue_is_tried_goes_behind()
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
    public void The_pause_of_a_queue_stays_short_and_that_of_a_routing_key_grows_to_minutes()
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
    public void A_routing_key_is_tried_with_another_entry_each_time()
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
    public void A_routing_key_is_not_tried_with_an_entry_that_waits_behind_an_earlier_one_of_its_row()
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
    public void What_comes_live_tries_a_routing_key_for_those_that_wait()
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
    public void A_later_event_of_a_row_waits_behind_a_refused_one_for_a_minute_and_no_longer()
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
    public void What_is_settled_frees_its_row_and_waits_for_nothing()
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
    public void An_entry_of_which_the_queue_is_known_waits_for_its_routing_key_no_more()
    {
        _refused.Park(Key, "row-1", 1, refusedNow: true);

        _refused.MarkRefused("full", 1);

        Assert.Equal(1, _refused.Count);
        Assert.False(_refused.IsHeld("row-1", 2));
        Assert.DoesNotContain(Key, _refused.State.Reason, StringComparison.Ordinal);
    }

    /// <summary>The one that is due next, within less than an entry holds its row.</summary>
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
