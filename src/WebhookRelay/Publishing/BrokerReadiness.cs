namespace WebhookRelay.Publishing;

/// <summary>Whether the broker is reachable and its topology is verified. Not ready until <see cref="SetReady"/> is called.</summary>
internal sealed class BrokerReadiness
{
    private volatile TaskCompletionSource _ready = NewSignal();

    public bool IsReady => _ready.Task.IsCompleted;

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (_ready.Task is { IsCompleted: false } ready)
        {
            await ready.WaitAsync(cancellationToken);
        }
    }

    public void SetReady() => _ready.TrySetResult();

    public void SetLost()
    {
        if (IsReady)
        {
            _ready = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
