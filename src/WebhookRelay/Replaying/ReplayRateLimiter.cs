namespace WebhookRelay.Replaying;

/// <summary>Limits events per second, evenly spaced. Missed slots are not caught up.</summary>
internal sealed class ReplayRateLimiter(int perSecond, TimeProvider time)
{
    /// <summary>More than the lateness of a timer.</summary>
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

    /// <summary>Takes the next slot, and returns the time until then.</summary>
    public TimeSpan Reserve()
    {
        var now = time.GetElapsedTime(_start);
        var due = now - _due > Slack ? now - Slack : _due;
        _due = due + _interval;
        return due - now;
    }
}
