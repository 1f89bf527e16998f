using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Receiving;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Receiving;

public sealed class UnansweredTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Relaying_goes_on_beside_a_few()
    {
        var unanswered = Of((24 * Environment.ProcessorCount) - 1);
        Assert.True(unanswered.GoFirstAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Relaying_goes_slowly_beside_a_crowd_and_does_not_stop()
    {
        var unanswered = Of(24 * Environment.ProcessorCount);
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
        var unanswered = Of(24 * Environment.ProcessorCount);
        for (var i = 0; i < 24 * Environment.ProcessorCount; i++)
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
        var goes = Of(24 * Environment.ProcessorCount).GoFirstAsync(stopping.Token);
        stopping.Cancel();
        Assert.True(goes.IsCanceled);
    }

    [Fact]
    public void Nobody_goes_first_where_senders_wait_for_the_broker_as_well() =>
        Assert.True(Of(24 * Environment.ProcessorCount, Acknowledge.Relayed).GoFirstAsync(CancellationToken.None).IsCompleted);

    private Unanswered Of(int deliveries, Acknowledge acknowledge = Acknowledge.Durable)
    {
        var unanswered = new Unanswered(new FixedOptions<ReceivingOptions>(new ReceivingOptions { Acknowledge = acknowledge }), _time);
        for (var i = 0; i < deliveries; i++)
        {
            unanswered.Enter();
        }

        return unanswered;
    }
}
