using WebhookRelay.Simulation.Time;

namespace WebhookRelay.Simulation.World;

/// <summary>The clock error of a machine, and the time that its relay must use despite it.</summary>
internal sealed class MachineClock(Timeline timeline)
{
    /// <summary>A relay checks its clock once a second, and may be paused before it does.</summary>
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(2);

    private TimeSpan _changedAt;
    private int _steps;

    public TimeSpan IsOff { get; private set; }

    /// <summary>The error of the relay's times; null if unknown.</summary>
    public TimeSpan? MustShow { get; private set; } = TimeSpan.Zero;

    /// <summary>A starting relay uses the machine's date.</summary>
    public void RelayStarts()
    {
        MustShow = IsOff;
        _changedAt = timeline.Now;
    }

    /// <summary>Changes the date permanently.</summary>
    public void Step(TimeSpan off)
    {
        (IsOff, MustShow, _changedAt) = (off, null, timeline.Now);
        _steps++;
    }

    /// <summary>Changes the date temporarily. The relay keeps the earlier time if it was stable for longer than the change.</summary>
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

            // A relay that started during the change uses the wrong date.
            (IsOff, MustShow) = (before, _changedAt == changedAt ? MustShow : null);
        });
    }
}
