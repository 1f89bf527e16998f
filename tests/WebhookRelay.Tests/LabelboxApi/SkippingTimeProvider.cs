using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace WebhookRelay.Tests.LabelboxApi;

/// <summary>
/// A clock that skips every wait of less than a minute and records it.
/// The deadlines of a test must be longer, and pass only when the test advances the clock.
/// </summary>
internal sealed class SkippingTimeProvider : FakeTimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public static void Deadlines(WebhookRelay.Labelbox.Api.LabelboxClientOptions options) =>
        (options.Deadline, options.AttemptDeadline) = (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime >= TimeSpan.Zero && dueTime < TimeSpan.FromMinutes(1))
        {
            _waits.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}

/// <summary>A stopped clock that reports when a wait of less than a minute starts.</summary>
internal sealed class FrozenTimeProvider : FakeTimeProvider
{
    private readonly TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Waited => _waited.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime >= TimeSpan.Zero && dueTime < TimeSpan.FromMinutes(1))
        {
            _waited.TrySetResult();
        }

        return timer;
    }
}
