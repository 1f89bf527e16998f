using Microsoft.Extensions.Time.Testing;

namespace WebhookRelay.Tests.Support;

/// <summary>A clock whose wall time a test can offset from its monotonic time.</summary>
internal sealed class SteppedTime(DateTimeOffset begin) : TimeProvider
{
    private readonly FakeTimeProvider _time = new(begin);

    /// <summary>The offset of the wall time.</summary>
    public TimeSpan Off { get; set; }

    /// <summary>The current time.</summary>
    public DateTimeOffset True => _time.GetUtcNow();

    public override long TimestampFrequency => _time.TimestampFrequency;

    public void Advance(TimeSpan by) => _time.Advance(by);

    public override DateTimeOffset GetUtcNow() => True + Off;

    public override long GetTimestamp() => _time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _time.CreateTimer(callback, state, dueTime, period);
}
