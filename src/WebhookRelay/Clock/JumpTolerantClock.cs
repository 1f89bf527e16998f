using System.Runtime.InteropServices;

namespace WebhookRelay.Clock;

/// <summary>
/// The time of day, checked against the monotonic clock. While both agree, the wall clock is used. After a jump, time
/// continues from before the jump until the new time has held for <see cref="TrustAfter"/>, so that a briefly wrong clock
/// does not affect dates. Timers and durations use the monotonic clock.
/// </summary>
internal sealed class JumpTolerantClock : TimeProvider
{
    /// <summary>A larger step is a jump; a smaller one is a correction and is followed at once.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>A new time is trusted when it has held as long as the old one had, at most this long.</summary>
    public static readonly TimeSpan TrustAfter = TimeSpan.FromMinutes(1);

    /// <summary>Longer than reading two clocks takes, unless the process was paused in between.</summary>
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

    /// <summary>Compares the two clocks. Call about once a second.</summary>
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

    /// <summary>Reads both clocks at the same time. A pause between the readings would look like a jump.</summary>
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

/// <param name="Kind">The result of the comparison.</param>
/// <param name="Off">The wall clock's deviation from the expected time; negative if it went back.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClockChange(ClockChangeKind Kind, TimeSpan Off);

internal enum ClockChangeKind
{
    /// <summary>The clocks agree.</summary>
    None = 0,

    /// <summary>The wall clock jumped, and is not trusted yet.</summary>
    Jumped,

    /// <summary>An earlier jump is not trusted yet.</summary>
    Pending,

    /// <summary>The wall clock came back to the expected time.</summary>
    Returned,

    /// <summary>The new time has held and is used from now on.</summary>
    Accepted,
}
