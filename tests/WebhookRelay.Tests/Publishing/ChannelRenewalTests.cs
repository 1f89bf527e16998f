using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Publishing;

namespace WebhookRelay.Tests.Publishing;

public sealed class ChannelRenewalTests
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetriedWithin = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly ChannelRenewal _renewal;
    private readonly TaskCompletionSource _ends = new();
    private int _renewed;

    public ChannelRenewalTests() => _renewal = new ChannelRenewal(Renew, () => AnswerWithin, () => RetriedWithin, _time, NullLogger.Instance);

    [Fact]
    public async Task Channel_is_renewed_after_five_seconds_of_rejections_with_back_off()
    {
        _ends.SetResult();
        var renewedAfter = new List<int>();
        for (var second = 0; second <= 200; second++)
        {
            var before = _renewed;
            await RefusedAsync();
            (await EnterAsync()).Dispose();
            if (_renewed > before)
            {
                renewedAfter.Add(second);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([5, 15, 35, 75, 135, 195], renewedAfter);
    }

    [Fact]
    public async Task Distant_rejections_are_independent()
    {
        _ends.SetResult();
        for (var refusal = 0; refusal < 10; refusal++)
        {
            await RefusedAsync();
            _time.Advance(RetriedWithin + ChannelRenewal.IdleReset + TimeSpan.FromSeconds(1));
        }

        Assert.Equal(0, _renewed);
    }

    [Fact]
    public async Task Channel_is_renewed_by_rejections_at_the_longest_retry_delay()
    {
        _ends.SetResult();
        await RefusedAsync();
        _time.Advance(RetriedWithin);

        Assert.True(await RefusedAsync());
        await IsRenewedAsync();
    }

    [Fact]
    public async Task Renewal_waits_for_publishes_in_flight_and_blocks_new_ones()
    {
        var underWay = await EnterAsync();
        await RefusedAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        await RefusedAsync();

        var next = EnterAsync().AsTask();
        Assert.False(next.IsCompleted);
        Assert.Equal(0, _renewed);

        underWay.Dispose();
        await IsRenewedAsync();
        Assert.False(next.IsCompleted);

        _ends.SetResult();
        (await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Dispose();
        Assert.Equal(1, _renewed);
    }

    [Fact]
    public async Task Unanswered_publish_delays_renewal_by_at_most_its_deadline()
    {
        _ends.SetResult();
        using var unanswered = await EnterAsync();
        await RefusedAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        await RefusedAsync();

        _time.Advance(AnswerWithin - TimeSpan.FromTicks(1));
        Assert.Equal(0, _renewed);

        _time.Advance(TimeSpan.FromTicks(1));
        await IsRenewedAsync();
    }

    [Fact]
    public async Task Channel_that_fails_to_close_blocks_nothing()
    {
        await RefusedAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        _ends.SetException(new IOException("broken"));
        await RefusedAsync();

        (await EnterAsync()).Dispose();
        Assert.Equal(1, _renewed);
    }

    private async ValueTask Renew()
    {
        Interlocked.Increment(ref _renewed);
        await _ends.Task;
    }

    private ValueTask<ChannelRenewal.PublishScope> EnterAsync() => _renewal.EnterAsync(TestContext.Current.CancellationToken);

    private async Task<bool> RefusedAsync()
    {
        using var turn = await EnterAsync();
        return _renewal.OnRefused();
    }

    private async Task IsRenewedAsync()
    {
        while (Volatile.Read(ref _renewed) is 0)
        {
            await Task.Yield();
        }
    }
}
