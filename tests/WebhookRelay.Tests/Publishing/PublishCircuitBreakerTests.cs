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
    public void Missed_deadline_opens_the_circuit_for_all_but_the_oldest()
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
    public void Waiting_for_a_channel_does_not_count_as_broker_time()
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
    public void Probe_is_an_overdue_publish()
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
    public void Only_the_probes_answer_closes_the_circuit()
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
    public void Circuit_stays_open_while_its_only_publish_becomes_the_probe()
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
    public void Abandoned_probe_is_replaced()
    {
        var (probe, _) = Sent();
        var (other, _) = Sent();
        Pass(Deadline);
        probe.Dispose();
        Pass(TimeSpan.FromMilliseconds(100));

        Assert.True(IsOpenFor(other));
    }

    [Fact]
    public void Unsent_publish_is_withdrawn_without_a_stall()
    {
        var waiting = new PublishAttempt(Publication(), _time.GetTimestamp());
        _gate.Begin(waiting);
        Pass(Deadline);

        Assert.True(waiting.Cancellation.IsCancellationRequested);
        Assert.False(waiting.TrySend(_time.GetTimestamp(), CancellationToken.None));
        Assert.Null(_gate.StalledSince);
    }

    [Fact]
    public void Attempt_can_end_while_it_is_withdrawn()
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
    public void Circuit_closes_when_every_attempt_has_failed()
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
