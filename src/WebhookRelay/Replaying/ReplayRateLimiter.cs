namespace WebhookRelay.Replaying;

/// <summary>Lets so many through a second, evenly. What was missed while something else held up is not made up for.</summary>
internal sealed class ReplayRateLimiter(int perSecond, TimeProvider time)
{
    /// <summary>More than a timer is late by.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(100);

    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1) / perSecond;
    private TimeSpan _due = TimeSpan.Zero;

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (Reserve() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>Takes the next turn, and tells how long it is until then.</summary>
    public TimeSpan Reserve()
    {
        var now = time.GetElapsedTime(_start);
        var due = now - _due > Slack ? now - Slack : _due;
        _due = due + _interval;
        return due - now;
    }
}
