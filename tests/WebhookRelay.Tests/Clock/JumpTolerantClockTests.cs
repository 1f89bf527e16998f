using System.Diagnostics.Metrics;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Clock;
using WebhookRelay.Telemetry;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Clock;

public sealed class JumpTolerantClockTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    [InlineData(24 * 365)]
    public void Short_clock_jump_changes_no_time(int hours)
    {
        var (wall, clock) = Running(TimeSpan.FromMinutes(5));

        wall.Off = TimeSpan.FromHours(hours);
        Assert.Equal(wall.True, clock.GetUtcNow());
        Assert.Equal([ClockChangeKind.Jumped, ClockChangeKind.Pending, ClockChangeKind.Pending], Observe(wall, clock, 3));
        Assert.Equal(wall.True, clock.GetUtcNow());

        wall.Off = TimeSpan.Zero;
        Assert.Equal(wall.True, clock.GetUtcNow());
        Assert.Equal([ClockChangeKind.Returned, ClockChangeKind.None], Observe(wall, clock, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Clock_change_is_accepted_after_a_minute(int hours)
    {
        var (wall, clock) = Running(TimeSpan.FromMinutes(5));
        wall.Off = TimeSpan.FromHours(hours);

        Assert.DoesNotContain(ClockChangeKind.Accepted, Observe(wall, clock, 60));
        Assert.Equal(wall.True, clock.GetUtcNow());

        Assert.Equal([ClockChangeKind.Accepted, ClockChangeKind.None], Observe(wall, clock, 2));
        Assert.Equal(wall.GetUtcNow(), clock.GetUtcNow());
    }

    [Fact]
    public void Initial_time_is_trusted_only_as_long_as_it_was_right()
    {
        var wall = new SteppedTime(Begin) { Off = TimeSpan.FromDays(1) };
        var clock = new JumpTolerantClock(wall);
        Observe(wall, clock, 3);

        wall.Off = TimeSpan.Zero;
        Observe(wall, clock, 5);

        Assert.Equal(wall.True, clock.GetUtcNow());
    }

    [Fact]
    public void Small_corrections_apply_at_once()
    {
        var (wall, clock) = Running(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 20; i++)
        {
            wall.Off += TimeSpan.FromMilliseconds(900);
            Assert.Equal(wall.GetUtcNow(), clock.GetUtcNow());
            Assert.Equal([ClockChangeKind.None], Observe(wall, clock, 1));
        }
    }

    [Fact]
    public void Repeated_short_clock_jumps_change_no_time() =>
        Gen.Select(Gen.Int[-100_000_000, 100_000_000], Gen.Int[1, 50], Gen.Int[1, 50]).Array[1, 20].Sample(jumps =>
        {
            var (wall, clock) = Running(TimeSpan.FromMinutes(2));
            foreach (var (off, wrong, right) in jumps)
            {
                wall.Off = TimeSpan.FromMilliseconds(off);
                Assert.All(Enumerable.Range(0, wrong), _ => IsTrue());
                wall.Off = TimeSpan.Zero;
                Assert.All(Enumerable.Range(0, right), _ => IsTrue());
            }

            void IsTrue()
            {
                Assert.InRange((clock.GetUtcNow() - wall.True).Duration(), TimeSpan.Zero, JumpTolerantClock.Tolerance);
                Observe(wall, clock, 1);
            }
        });

    [Fact]
    public void Clock_jump_is_counted_and_shown_in_health()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        long counted = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name is "webhookrelay.clock.jumps")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) => counted += measured);
        listener.Start();
        var (wall, clock) = Running(TimeSpan.FromMinutes(2));
        using var watch = new ClockMonitor(clock, services.GetRequiredService<IMeterFactory>(), NullLogger<ClockMonitor>.Instance);
        watch.Check();
        Assert.Equal((DependencyHealth.Up, null, 0L), (watch.State.Health, watch.State.Reason, counted));

        wall.Off = TimeSpan.FromDays(1);
        watch.Check();
        watch.Check();
        Assert.Equal((DependencyHealth.Degraded, 1L), (watch.State.Health, counted));
        Assert.Contains("1.00:00:00", watch.State.Reason, StringComparison.Ordinal);

        wall.Off = TimeSpan.Zero;
        watch.Check();
        Assert.Equal((DependencyHealth.Up, 1L), (watch.State.Health, counted));
        Assert.Contains("came back", watch.State.Reason, StringComparison.Ordinal);
    }

    private static (SteppedTime Wall, JumpTolerantClock Clock) Running(TimeSpan time)
    {
        var wall = new SteppedTime(Begin);
        var clock = new JumpTolerantClock(wall);
        Observe(wall, clock, (int)time.TotalSeconds);
        return (wall, clock);
    }

    /// <summary>Reads the clock once a second, as the service does.</summary>
    private static List<ClockChangeKind> Observe(SteppedTime wall, JumpTolerantClock clock, int seconds) => [.. Enumerable.Range(0, seconds).Select(_ =>
    {
        var kind = clock.Observe().Kind;
        wall.Advance(Second);
        return kind;
    })];
}
