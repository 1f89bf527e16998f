namespace WebhookRelay.Consumer.Ordering;

/// <summary>
/// Lets the messages of one channel through in the order the broker sent them. The client takes them from the wire in that
/// order, but hands them out on as many threads as there may be messages in hand, any of which can be overtaken.
/// </summary>
internal sealed class Turnstile(TimeProvider time)
{
    /// <summary>A number that does not come belongs to a message that was dropped while its consumer was stopping.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, TaskCompletionSource> _waiting = [];
    private ulong _next = 1;

    /// <summary>Enters when every message with a lower number has, and lets the next one through.</summary>
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
            // Its turn, then.
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
