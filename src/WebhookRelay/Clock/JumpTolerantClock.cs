using System.Runtime.InteropServices;

namespace WebhookRelay.Clock;

/// <summary>
/// The time of day, held against the monotonic clock. While the wall clock agrees with it, the wall clock counts. When it
/// jumps, time goes on from before the jump until the new time has held for <see cref="TrustAfter"/>, so that a clock
/// that is wrong for a moment dates nothing. Timers and durations are the monotonic clock's.
/// </summary>
internal sealed class JumpTolerantClock : TimeProvider
{
    /// <summary>A larger step is a jump; a smaller one is a correction, and is followed at once.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>A new time is believed when it has held for as long as the old one had, and at most for this long.</summary>
    public static readonly TimeSpan TrustAfter = TimeSpan.FromMinutes(1);

    /// <summary>Longer than reading two clocks takes, unless the process was stopped in between.</summary>
    private static readonly TimeSpan MaxReadTime = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private volatile Reading _anchor;
    private long _trustedSince;
    private (TimeSpan Off, long Since)? _jump;

    public JumpTolerantClock(TimeProvider clock)
    {
        _clock = clock;
        _anchor = Read();
        _trustedSince = _anchor.Timestamp;
    }

    public override TimeZoneInfo LocalTimeZone => _clock.LocalTimeZone;

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        var now = Read();
        var expected = Expected(now);
        return IsJump(now.Wall - expected) ? expected : now.Wall;
    }

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _clock.CreateTimer(callback, state, dueTime, period);

    /// <summary>Compares the two clocks. To be called about once a second.</summary>
    public ClockChange Observe()
    {
        lock (_lock)
        {
            var now = Read();
            var off = now.Wall - Expected(now);
            if (!IsJump(off))
            {
                _anchor = now;
                var returned = _jump is not null;
                _jump = null;
                return new ClockChange(returned ? ClockChangeKind.Returned : ClockChangeKind.None, off);
            }

            if (_jump is not { } jump || IsJump(off - jump.Off))
            {
                _jump = (off, now.Timestamp);
                return new ClockChange(ClockChangeKind.Jumped, off);
            }

            var trustedFor = _clock.GetElapsedTime(_trustedSince, jump.Since);
            if (_clock.GetElapsedTime(jump.Since, now.Timestamp) < (trustedFor < TrustAfter ? trustedFor : TrustAfter))
            {
                return new ClockChange(ClockChangeKind.Pending, off);
            }

            (_anchor, _trustedSince, _jump) = (now, jump.Since, null);
            return new ClockChange(ClockChangeKind.Accepted, off);
        }
    }

    private static bool IsJump(TimeSpan off) => off.Duration() > Tolerance;

    private DateTimeOffset Expected(Reading now)
    {
        var anchor = _anchor;
        return anchor.Wall + _clock.GetElapsedTime(anchor.Timestamp, now.Timestamp);
    }

    /// <summary>Both clocks at one moment. A process that is stopped between the two readings would see a jump that was none.</summary>
    private Reading Read()
    {
        while (true)
        {
            var before = _clock.GetTimestamp();
            var wall = _clock.GetUtcNow();
            if (_clock.GetElapsedTime(before) < MaxReadTime)
            {
                return new Reading(wall, before);
            }
        }
    }

    private sealed record Reading(DateTimeOffset Wall, long Timestamp);
}

/// <param name="Kind">What the comparison found.</param>
/// <param name="Off">How far the wall clock is from where it was expected; negative where it went back.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClockChange(ClockChangeKind Kind, TimeSpan Off);

internal enum ClockChangeKind
{
    /// <summary>The clocks agree.</summary>
    None = 0,

    /// <summary>The wall clock jumped, and is not believed yet.</summary>
    Jumped,

    /// <summary>It has jumped, and is not believed yet.</summary>
    Pending,

    /// <summary>It came back to where it was expected.</summary>
    Returned,

    /// <summary>The new time has held, and counts from now on.</summary>
    Accepted,
}
