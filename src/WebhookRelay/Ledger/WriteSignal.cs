namespace WebhookRelay.Ledger;

/// <summary>Notifies waiters of changes in the ledger. Without a waiter, it costs the writer one read.</summary>
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
