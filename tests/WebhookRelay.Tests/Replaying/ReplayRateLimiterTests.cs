using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Replaying;

namespace WebhookRelay.Tests.Replaying;

public sealed class ReplayRateLimiterTests
{
    [Fact]
    public void Rate_is_limited_without_catching_up()
    {
        var time = new FakeTimeProvider();
        var pace = new ReplayRateLimiter(10, time);
        Assert.Equal(TimeSpan.FromSeconds(2), TakenUntilWaiting(20));

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange(TakenUntilWaiting(20), TimeSpan.FromSeconds(1.8), TimeSpan.FromSeconds(2));

        TimeSpan TakenUntilWaiting(int turns)
        {
            var began = time.GetUtcNow();
            for (var i = 0; i <= turns; i++)
            {
                time.Advance(pace.Reserve() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            }

            return time.GetUtcNow() - began;
        }
    }
}
