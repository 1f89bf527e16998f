namespace WebhookRelay.Ledger;

/// <summary>
/// Opens the ledger before any other service starts; a ledger that cannot be opened stops the start. With much in its log
/// it takes a while, and may begin as soon as the settings are known to be good.
/// </summary>
internal sealed class LedgerOpening(Ledger ledger) : IHostedService, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Task? _opening;

    public void Begin() => _ = OpenAsync();

    /// <exception cref="LedgerUnavailableException">It cannot be opened; the message names the path, the reason and the remedy.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => OpenAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The ledger is closed after this, and must not be opened then.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? opening;
        lock (_lock)
        {
            opening = _opening;
        }

        if (opening is not null)
        {
            await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task OpenAsync()
    {
        lock (_lock)
        {
            return _opening ??= Task.Run(ledger.Open);
        }
    }
}
