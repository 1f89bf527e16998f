namespace WebhookRelay.Ledger;

/// <summary>
/// Opens the ledger before any other service starts; a ledger that cannot be opened stops the start. With much in its log
/// it takes a while, and may begin as soon as the settings are known to be good.
/// </summary>
internal sealed class LedgerOpener(DeliveryLedger ledger) : IHostedService, IAsyncDisposable
{
    private readonly Lazy<Task> _opening = new(() => Task.Run(ledger.Open));

    public void Begin() => _ = _opening.Value;

    /// <exception cref="LedgerUnavailableException">It cannot be opened; the message names the path, the reason and the remedy.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _opening.Value;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The ledger is closed after this, and must not be opened then.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_opening.IsValueCreated)
        {
            await _opening.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
