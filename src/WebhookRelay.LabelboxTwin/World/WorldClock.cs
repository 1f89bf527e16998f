using Microsoft.Extensions.Options;
using WebhookRelay.SampleData;

namespace WebhookRelay.LabelboxTwin.World;

/// <summary>
/// The twin's time in whole milliseconds; no two events share one. It is the wall clock, or, if a seed or a start is set, a
/// clock that only events advance, so that a run repeats byte for byte.
/// </summary>
internal sealed class WorldClock(TimeProvider time, IOptions<TwinOptions> options)
{
    private static readonly DateTimeOffset FirstDay = new(2024, 6, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly SeededRandom? _steps = options.Value is { Seed: null, ClockStart: null } ? null : SeededRandom.For(options.Value.WorldSeed, 'c');
    private DateTimeOffset _last = options.Value.ClockStart?.ToUniversalTime() ?? (options.Value.Seed is null ? Whole(time.GetUtcNow()) : FirstDay);

    public bool IsWallClock => _steps is null;

    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                return _steps is null ? Later(Whole(time.GetUtcNow()), _last) : _last;
            }
        }
    }

    /// <summary>The time of the next event.</summary>
    public DateTimeOffset Tick()
    {
        lock (_lock)
        {
            return _last = _steps is null
                ? Later(Whole(time.GetUtcNow()), _last.AddMilliseconds(1))
                : _last.AddMilliseconds(_steps.Between(1, 1999));
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Whole(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
