using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Receiving;

namespace WebhookRelay.Tests.Receiving;

public sealed class UnansweredTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Relaying_goes_on_beside_a_few()
    {
        var unanswered = Of(8);
        Assert.True(unanswered.GoFirstAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Relaying_goes_slowly_beside_a_crowd_and_does_not_stop()
    {
        var unanswered = Of(1_000 * Environment.ProcessorCount);
        for (var entry = 0; entry < 10; entry++)
        {
            var goes = unanswered.GoFirstAsync(CancellationToken.None);
            Assert.False(goes.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(2));
            await goes;
        }
    }

    [Fact]
    public void Relaying_is_as_fast_as_before_soon_after_a_crowd()
    {
        var unanswered = Of(1_000 * Environment.ProcessorCount);
        for (var i = 0; i < 1_000 * Environment.ProcessorCount; i++)
        {
            unanswered.Leave();
        }

        Assert.False(unanswered.GoFirstAsync(CancellationToken.None).IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.True(unanswered.GoFirstAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void A_stop_ends_the_waiting()
    {
        using var stopping = new CancellationTokenSource();
        var goes = Of(1_000 * Environment.ProcessorCount).GoFirstAsync(stopping.Token);
        stopping.Cancel();
        Assert.True(goes.IsCanceled);
    }

    private Unanswered Of(int deliveries)
    {
        var unanswered = new Unanswered(_time);
        for (var i = 0; i < deliveries; i++)
        {
            unanswered.Enter();
        }

        return unanswered;
    }
}
