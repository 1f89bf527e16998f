using WebhookRelay.Simulation.Time;

namespace WebhookRelay.Simulation.World;

/// <summary>How far the date of a machine is off, and what a relay that runs on it must take for the date all the same.</summary>
internal sealed class MachineClock(Timeline timeline)
{
    /// <summary>A relay looks at its clock once a second, and may stand still before it does.</summary>
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(2);

    private TimeSpan _changedAt;
    private int _steps;

    public TimeSpan IsOff { get; private set; }

    /// <summary>How far off a relay's times are; null where it may have been misled.</summary>
    public TimeSpan? MustShow { get; private set; } = TimeSpan.Zero;

    /// <summary>A relay that starts has nothing but the date it finds.</summary>
    public void RelayStarts()
    {
        MustShow = IsOff;
        _changedAt = timeline.Now;
    }

    /// <summary>To another date, for good.</summary>
    public void Step(TimeSpan off)
    {
        (IsOff, MustShow, _changedAt) = (off, null, timeline.Now);
        _steps++;
    }

    /// <summary>To another date, and back. What had been right for longer than that still counts meanwhile.</summary>
    public void StepFor(TimeSpan off, TimeSpan wrong)
    {
        var (before, must) = (IsOff, timeline.Now - _changedAt > wrong + Looks ? MustShow : null);
        Step(off);
        MustShow = must;
        var (step, changedAt) = (_steps, _changedAt);
        timeline.After(wrong, () =>
        {
            if (step != _steps)
            {
                return;
            }

            // A relay that started meanwhile began with the wrong date.
            (IsOff, MustShow) = (before, _changedAt == changedAt ? MustShow : null);
        });
    }
}
