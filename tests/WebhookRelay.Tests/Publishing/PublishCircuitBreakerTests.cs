using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Publishing;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Publishing;

public sealed class PublishCircuitBreakerTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly SemaphoreSlim _room = new(100);
    private readonly PublishCircuitBreaker _gate;

    public PublishCircuitBreakerTests() => _gate = new PublishCircuitBreaker(new FixedOptions<PublishingOptions>(new PublishingOptions { Deadline = Deadline }), _time, NullLogger<PublishCircuitBreaker>.Instance);

    public void Dispose()
    {
        _gate.Dispose();
        _room.Dispose();
    }

    [Fact]
    public void A_passed_deadline_closes_the_gate_for_all_but_the_oldest()
    {
        var (first, _) = Sent();
        var (second, _) = Sent();
        Assert.True(IsOpenFor(second));

        Pass(Deadline);

        Assert.True(IsOpenFor(first));
        Assert.False(IsOpenFor(second));
        Assert.NotNull(_gate.StalledSince);
    }

    [Fact]
    public void The_time_spent_waiting_for_a_channel_is_not_the_brokers()
    {
        var publication = Publication();
        var attempt = new PublishAttempt(publication, _time.GetTimestamp());
        _gate.Begin(attempt);
        Pass(Deadline * 0.9);
        Assert.True(attempt.TrySend(_time.GetTimestamp(), CancellationToken.None));

        Pass(Deadline * 0.9);
        Assert.Null(_gate.StalledSince);

        Pass(Deadline * 0.1);
        Assert.NotNull(_gate.StalledSince);
    }

    [Fact]
    public void The_probe_is_one_that_the_broker_had_its_time_to_answer()
    {
        var late = Publication();
        var attempt = new PublishAttempt(late, _time.GetTimestamp());
        _gate.Begin(attempt);
        var (overdue, _) = Sent();
        Pass(Deadline * 0.5);
        Assert.True(attempt.TrySend(_time.GetTimestamp(), CancellationToken.None));

        Pass(Deadline * 0.5);

        Assert.True(IsOpenFor(overdue));
        Assert.False(IsOpenFor(late));
    }

    [Fact]
    public void A_late_answer_of_another_does_not_open_it_and_the_probes_does()
    {
        var (probe, _) = Sent();
        var (other, attempt) = Sent();
        var (third, _) = Sent();
        Pass(Deadline);
        _gate.End(attempt, answered: true);
        Assert.False(IsOpenFor(third));

        _gate.End(Send(probe), answered: true);

        Assert.True(IsOpenFor(third));
        Assert.Null(_gate.StalledSince);
        Assert.True(IsOpenFor(other));
    }

    [Fact]
    public void An_unanswered_probe_is_followed_by_one_of_the_same_event()
    {
        var (probe, _) = Sent();
        var (other, _) = Sent();
        Pass(Deadline);
        _ = Send(probe);
        Pass(Deadline);

        Assert.True(IsOpenFor(probe));
        Assert.False(IsOpenFor(other));
    }

    [Fact]
    public void The_gate_stays_closed_while_the_only_one_is_about_to_be_sent_as_a_probe()
    {
        var (probe, _) = Sent();
        Pass(Deadline);
        Pass(TimeSpan.FromMilliseconds(100));
        var next = Publication();
        Assert.False(IsOpenFor(next));

        _gate.End(Send(probe), answered: true);
        Assert.True(IsOpenFor(next));
    }

    [Fact]
    public void A_probe_that_is_given_up_makes_room_for_another()
    {
        var (probe, _) = Sent();
        var (other, _) = Sent();
        Pass(Deadline);
        probe.Dispose();
        Pass(TimeSpan.FromMilliseconds(100));

        Assert.True(IsOpenFor(other));
    }

    [Fact]
    public void What_never_went_out_is_withdrawn_and_stalls_nothing()
    {
        var waiting = new PublishAttempt(Publication(), _time.GetTimestamp());
        _gate.Begin(waiting);
        Pass(Deadline);

        Assert.True(waiting.Cancellation.IsCancellationRequested);
        Assert.False(waiting.TrySend(_time.GetTimestamp(), CancellationToken.None));
        Assert.Null(_gate.StalledSince);
    }

    [Fact]
    public void An_attempt_may_end_at_the_moment_it_is_withdrawn()
    {
        PublishAttempt[] waiting = [.. Enumerable.Range(0, 3).Select(_ => new PublishAttempt(Publication(), _time.GetTimestamp()))];
        foreach (var attempt in waiting)
        {
            _gate.Begin(attempt);
            _ = attempt.Cancellation.Register(() => _gate.End(attempt, answered: false));
        }

        Pass(Deadline);

        Assert.All(waiting, attempt => Assert.True(attempt.Cancellation.IsCancellationRequested));
    }

    [Fact]
    public void When_every_attempt_has_failed_the_gate_opens()
    {
        var (_, first) = Sent();
        var (second, another) = Sent();
        Pass(Deadline);
        _gate.End(first, answered: false);
        _gate.End(another, answered: false);
        Pass(TimeSpan.FromMilliseconds(100));

        Assert.True(IsOpenFor(second));
    }

    private (BusPublication Publication, PublishAttempt Attempt) Sent()
    {
        var publication = Publication();
        return (publication, Send(publication));
    }

    private PublishAttempt Send(BusPublication publication)
    {
        var attempt = new PublishAttempt(publication, _time.GetTimestamp());
        _gate.Begin(attempt);
        Assert.True(attempt.TrySend(_time.GetTimestamp(), CancellationToken.None));
        return attempt;
    }

    private BusPublication Publication() => new(
        new OutboundEvent("id", Guid.Empty, "type", "key", _time.GetUtcNow(), [], TraceParent: null, TraceState: null),
        bus: null!, _gate, monitor: null!, new BrokerReadiness(), _room, metrics: null!, _time);

    private void Pass(TimeSpan time)
    {
        _time.Advance(time);
        _gate.Check();
    }

    private bool IsOpenFor(BusPublication publication) => _gate.WaitAsync(publication, TestContext.Current.CancellationToken).AsTask().IsCompleted;
}
