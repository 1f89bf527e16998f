using Microsoft.Extensions.Options;
using WebhookRelay.MadeUp.World;

namespace WebhookRelay.LabelboxTwin.World;

/// <summary>
/// The time in the twin's world, in whole milliseconds; no two happenings share one. It is the wall clock, or, where a seed
/// or a start was given, a clock that only happenings move, so that a run can be repeated to the byte.
/// </summary>
internal sealed class WorldClock(TimeProvider time, IOptions<TwinOptions> options)
{
    private static readonly DateTimeOffset FirstDay = new(2024, 6, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock _turn = new();
    private readonly Dice? _steps = options.Value is { Seed: null, ClockStart: null } ? null : Dice.For(options.Value.WorldSeed, 'c');
    private DateTimeOffset _last = options.Value.ClockStart?.ToUniversalTime() ?? (options.Value.Seed is null ? Whole(time.GetUtcNow()) : FirstDay);

    public bool IsWallClock => _steps is null;

    public DateTimeOffset Now
    {
        get
        {
            lock (_turn)
            {
                return _steps is null ? Later(Whole(time.GetUtcNow()), _last) : _last;
            }
        }
    }

    /// <summary>The time of the next happening.</summary>
    public DateTimeOffset Tick()
    {
        lock (_turn)
        {
            return _last = _steps is null
                ? Later(Whole(time.GetUtcNow()), _last.AddMilliseconds(1))
                : _last.AddMilliseconds(_steps.Between(1, 1999));
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Whole(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
