namespace WebhookRelay.Consumer.Receiving;

/// <summary>The two steps of a stop: nothing is begun any more; what runs is cancelled.</summary>
internal sealed class Stopping : IDisposable
{
    private readonly CancellationTokenSource _begun = new();
    private readonly CancellationTokenSource _over = new();

    /// <summary>Nothing is begun any more.</summary>
    public CancellationToken Begun => _begun.Token;

    /// <summary>Handlers that still run are cancelled.</summary>
    public CancellationToken Over => _over.Token;

    public Task BeginAsync() => _begun.CancelAsync();

    public void EndAfter(TimeSpan patience) => _over.CancelAfter(patience);

    public void Dispose()
    {
        _begun.Dispose();
        _over.Dispose();
    }
}
