namespace WebhookRelay.Ledger;

/// <summary>
/// Opens the ledger before any other service starts; if it cannot be opened, the start fails. Replaying a long log takes a
/// while, so opening may begin as soon as the settings are validated.
/// </summary>
internal sealed class LedgerOpener(DeliveryLedger ledger) : IHostedService, IAsyncDisposable
{
    private readonly Lazy<Task> _opening = new(() => Task.Run(ledger.Open));

    public void Begin() => _ = _opening.Value;

    /// <exception cref="LedgerUnavailableException">It cannot be opened; the message names the path, the reason and the remedy.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _opening.Value;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for a running open, since the ledger is closed after this.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_opening.IsValueCreated)
        {
            await _opening.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
