namespace WebhookRelay.Consumer.Ordering;

/// <summary>
/// Restores the order in which the broker sent the messages of one channel. The client reads them in that order but
/// dispatches them to many threads, which can overtake each other.
/// </summary>
internal sealed class DeliveryTagSequencer(TimeProvider time)
{
    /// <summary>A missing number belongs to a message that was dropped while its consumer was stopping.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, TaskCompletionSource> _waiting = [];
    private ulong _next = 1;

    /// <summary>Runs <paramref name="enter"/> once every message with a lower number has run it, and releases the next one.</summary>
    public async ValueTask<T> PassAsync<T>(ulong number, Func<T> enter, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (number <= _next)
            {
                return Pass(number, enter);
            }

            turn = _waiting[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        try
        {
            await turn.Task.WaitAsync(LongestWait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Continue without the missing messages.
        }

        lock (_lock)
        {
            return Pass(number, enter);
        }
    }

    private T Pass<T>(ulong number, Func<T> enter)
    {
        _waiting.Remove(number);
        _next = Math.Max(_next, number + 1);
        var entered = enter();
        if (_waiting.TryGetValue(_next, out var next))
        {
            next.TrySetResult();
        }

        return entered;
    }
}
