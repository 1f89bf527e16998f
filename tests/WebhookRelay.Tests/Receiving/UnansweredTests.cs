using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Receiving;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Receiving;

public sealed class UnansweredTests
{
    private static readonly int Crowd = 8 * Environment.ProcessorCount;

    private readonly FakeTimeProvider _time = new();
    private long _waitingWork = Crowd;

    [Fact]
    public void Relaying_continues_beside_a_few_senders()
    {
        var unanswered = Of(Crowd - 1);
        Assert.True(unanswered.GoFirstAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void Relaying_continues_while_many_wait_for_the_disk()
    {
        _waitingWork = Crowd - 1;
        Assert.True(Of(10 * Crowd).GoFirstAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Relaying_continues_at_a_hundred_a_second_under_load()
    {
        var unanswered = Of(Crowd);
        for (var entry = 0; entry < 10; entry++)
        {
            var goes = unanswered.GoFirstAsync(CancellationToken.None);
            Assert.False(goes.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(10) - TimeSpan.FromTicks(1));
            Assert.False(goes.IsCompleted);
            _time.Advance(TimeSpan.FromTicks(1));
            await goes.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
            unanswered.Enter();
        }
    }

    [Fact]
    public void Relaying_recovers_its_speed_after_load()
    {
        var unanswered = Of(Crowd);
        for (var i = 0; i < Crowd; i++)
        {
            unanswered.Leave();
        }

        Assert.False(unanswered.GoFirstAsync(CancellationToken.None).IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.True(unanswered.GoFirstAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void Shutdown_ends_the_wait()
    {
        using var stopping = new CancellationTokenSource();
        var goes = Of(Crowd).GoFirstAsync(stopping.Token);
        stopping.Cancel();
        Assert.True(goes.IsCanceled);
    }

    [Fact]
    public void No_priority_when_senders_wait_for_the_broker() =>
        Assert.True(Of(Crowd, Acknowledge.Relayed).GoFirstAsync(CancellationToken.None).IsCompleted);

    private Unanswered Of(int deliveries, Acknowledge acknowledge = Acknowledge.Durable)
    {
        var unanswered = new Unanswered(new FixedOptions<ReceivingOptions>(new ReceivingOptions { Acknowledge = acknowledge }), _time) { WaitingWork = () => _waitingWork };
        for (var i = 0; i < deliveries; i++)
        {
            unanswered.Enter();
        }

        return unanswered;
    }
}
