namespace WebhookRelay.Consumer.Receiving;

/// <summary>The two stages of a shutdown: start no new work, then cancel running handlers.</summary>
internal sealed class ShutdownSignal : IDisposable
{
    private readonly CancellationTokenSource _started = new();
    private readonly CancellationTokenSource _deadline = new();

    /// <summary>Cancelled when no new work may start.</summary>
    public CancellationToken Started => _started.Token;

    /// <summary>Cancelled when running handlers must end.</summary>
    public CancellationToken Deadline => _deadline.Token;

    public Task StartAsync() => _started.CancelAsync();

    public void CancelHandlersAfter(TimeSpan delay) => _deadline.CancelAfter(delay);

    public void Dispose()
    {
        _started.Dispose();
        _deadline.Dispose();
    }
}
