using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Publishing;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Publishing;

public sealed class PublishMonitorTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly PublishMonitor _watch;

    public PublishMonitorTests() => _watch = new PublishMonitor(new FixedOptions<PublishingOptions>(new PublishingOptions { Deadline = Deadline }), _time);

    [Fact]
    public void Repeatedly_failing_publish_is_reported_after_the_deadline_with_its_error()
    {
        var began = _time.GetUtcNow();
        for (var i = 0; i < 2; i++)
        {
            Fail("403 ACCESS_REFUSED");
            Assert.Null(_watch.Fault);
            _time.Advance(Deadline / 2);
        }

        Assert.Contains("403 ACCESS_REFUSED", _watch.Fault?.Reason, StringComparison.Ordinal);
        Assert.Equal(began, _watch.Fault?.Since);
    }

    [Fact]
    public void Publish_waiting_for_a_connection_is_reported_after_the_deadline()
    {
        _watch.Started();
        _time.Advance(Deadline);

        Assert.NotNull(_watch.Fault);
    }

    [Fact]
    public void Answer_ends_the_report()
    {
        Fail("403 ACCESS_REFUSED");
        _time.Advance(Deadline);
        Assert.NotNull(_watch.Fault);

        _watch.Started();
        _watch.Answered();

        Assert.Null(_watch.Fault);
        _time.Advance(2 * Deadline);
        Assert.Null(_watch.Fault);
    }

    [Fact]
    public void Report_ends_without_publishes_and_restarts_later()
    {
        Fail("403 ACCESS_REFUSED");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_watch.Fault);

        _watch.Started();
        Assert.Null(_watch.Fault);
    }

    [Fact]
    public void Broker_that_answers_others_is_healthy()
    {
        _watch.Started();
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(Deadline / 2);
            _watch.Started();
            _watch.Answered();
            Assert.Null(_watch.Fault);
        }
    }

    private void Fail(string why)
    {
        _watch.Started();
        _watch.Failed(why);
    }
}
