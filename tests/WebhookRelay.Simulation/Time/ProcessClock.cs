namespace WebhookRelay.Simulation.Time;

/// <summary>The clock of one process. Its timers run on the timeline; its date may be wrong and may change.</summary>
internal sealed class ProcessClock(Timeline timeline, ProcessLifetime lifetime, Func<TimeSpan> off) : TimeProvider
{
    public static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Beginning + timeline.Now + off();

    public override long GetTimestamp() => timeline.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(timeline, lifetime, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(Timeline timeline, ProcessLifetime lifetime, Action tick) : ITimer
    {
        private TimeSpan _period;
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _setting++;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Set(dueTime);
            }

            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            var setting = _setting;
            timeline.After(dueTime, lifetime, () =>
            {
                if (setting != _setting)
                {
                    return;
                }

                if (_period > TimeSpan.Zero)
                {
                    Set(_period);
                }

                tick();
            });
        }
    }
}
