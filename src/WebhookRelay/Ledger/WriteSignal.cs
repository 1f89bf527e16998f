namespace WebhookRelay.Ledger;

/// <summary>Tells waiters that the ledger has changed. Costs the writer one read while there is no waiter.</summary>
internal sealed class WriteSignal
{
    private TaskCompletionSource? _waiting;

    /// <summary>Completes when something is written after this call.</summary>
    public Task NextAsync()
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _waiting, mine, null) ?? mine).Task;
    }

    public void Notify()
    {
        if (Volatile.Read(ref _waiting) is not null)
        {
            Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
        }
    }
}
