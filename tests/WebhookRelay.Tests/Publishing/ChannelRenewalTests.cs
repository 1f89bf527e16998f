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

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Channel_is_renewed_after_five_seconds_of_rejections_with_back_off(int interval)
    {
        _ends.SetResult();
        var renewedAfter = new List<int>();
        for (var second = 0; second <= 200; second += interval)
        {
            var before = _renewed;
            await RefusedAsync();
            (await EnterAsync()).Dispose();
            if (_renewed > before)
            {
                renewedAfter.Add(second);
            }

            _time.Advance(TimeSpan.FromSeconds(interval));
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
    public async Task Retries_with_growing_delays_each_get_a_new_channel_after_five_seconds()
    {
        _ends.SetResult();
        var renewedAt = new List<int>();
        var second = 0;
        foreach (var delay in (int[])[0, 1, 2, 4, 8, 16, 32, (int)RetriedWithin.TotalSeconds])
        {
            _time.Advance(TimeSpan.FromSeconds(delay));
            second += delay;
            var before = _renewed;
            await RefusedAsync();
            (await EnterAsync()).Dispose();
            if (_renewed > before)
            {
                renewedAt.Add(second);
            }
        }

        Assert.Equal([7, 15, 31, 63, 123], renewedAt);
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

    private async Task RefusedAsync()
    {
        using var turn = await EnterAsync();
        _renewal.OnRefused();
    }

    private async Task IsRenewedAsync()
    {
        while (Volatile.Read(ref _renewed) is 0)
        {
            await Task.Yield();
        }
    }
}
