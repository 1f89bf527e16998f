namespace WebhookRelay.Simulation.Time;

/// <summary>
/// The only scheduler. When no continuation is ready, the clock jumps to the next scheduled
/// action. It runs on the pool's only thread, after all queued work.
/// </summary>
internal sealed class Timeline(Random random) : IThreadPoolWorkItem
{
    /// <summary>Actions that are closer together may run in any order, and before the first of them is processed.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);

    private readonly PriorityQueue<Action, (long Due, int Tie, long Order)> _due = new();
    private TaskCompletionSource<bool>? _running;
    private Func<bool> _isOver = () => true;
    private TimeSpan _limit;
    private long _order;

    /// <summary>The time since the start of the simulation; monotonic clocks count from it.</summary>
    public TimeSpan Now { get; private set; }

    public void After(TimeSpan delay, Action action) =>
        _due.Enqueue(action, ((Now + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero)).Ticks, random.Next(), _order++));

    /// <summary>Schedules an action of a process. It is dropped if the process has ended, and delayed while the process is paused.</summary>
    public void After(TimeSpan delay, ProcessLifetime lifetime, Action action) => After(delay, () => Happen(lifetime, action));

    /// <summary>Advances the time.</summary>
    /// <param name="isOver">The end condition, checked before each step of the clock.</param>
    /// <param name="limit">The maximum time.</param>
    /// <returns>Whether the end condition was met within the limit.</returns>
    public Task<bool> RunAsync(Func<bool> isOver, TimeSpan limit)
    {
        (_isOver, _limit) = (isOver, Now + limit);
        _running = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return _running.Task;
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            if (ThreadPool.PendingWorkItemCount is 0 && Step() is { } over)
            {
                _running!.SetResult(over);
                return;
            }

            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        catch (Exception e)
        {
            _running!.SetException(e);
        }
    }

    private bool? Step()
    {
        if (_isOver())
        {
            return true;
        }

        if (!_due.TryPeek(out _, out var next) || next.Due > _limit.Ticks)
        {
            return false;
        }

        var until = next.Due + (random.Next(4) is 0 ? random.NextInt64(AtOnce.Ticks) : 0);
        while (_due.TryPeek(out var action, out next) && next.Due <= until)
        {
            _due.Dequeue();
            Now = TimeSpan.FromTicks(Math.Max(Now.Ticks, next.Due));
            action();
        }

        return null;
    }

    private void Happen(ProcessLifetime lifetime, Action action)
    {
        if (lifetime.HasEnded)
        {
            return;
        }

        if (lifetime.StandsStillUntil > Now)
        {
            After(lifetime.StandsStillUntil - Now, lifetime, action);
            return;
        }

        action();
    }
}
