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
    public async Task A_channel_is_renewed_after_five_seconds_of_refusals_and_then_ever_more_rarely()
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
    public async Task Refusals_far_apart_have_nothing_to_do_with_each_other()
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
    public async Task A_channel_is_renewed_by_refusals_as_far_apart_as_the_longest_retry_pause()
    {
        _ends.SetResult();
        await RefusedAsync();
        _time.Advance(RetriedWithin);

        Assert.True(await RefusedAsync());
        await IsRenewedAsync();
    }

    [Fact]
    public async Task What_is_under_way_is_answered_first_and_others_wait_until_the_channel_has_ended()
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
    public async Task What_is_left_unanswered_holds_it_up_no_longer_than_a_publish_may_take()
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
    public async Task A_channel_that_does_not_end_in_order_holds_nobody_back()
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
