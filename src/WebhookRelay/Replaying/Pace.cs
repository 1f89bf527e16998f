namespace WebhookRelay.Replaying;

/// <summary>Lets so many through a second, evenly. What was missed while something else held up is not made up for.</summary>
internal sealed class Pace(int perSecond, TimeProvider time)
{
    /// <summary>More than a timer is late by.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(100);

    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1) / perSecond;
    private TimeSpan _due = TimeSpan.Zero;

    public async ValueTask NextAsync(CancellationToken cancellationToken)
    {
        var now = time.GetElapsedTime(_start);
        if (now - _due > Slack)
        {
            _due = now - Slack;
        }

        if (_due > now)
        {
            await Task.Delay(_due - now, time, cancellationToken);
        }

        _due += _interval;
    }
}
