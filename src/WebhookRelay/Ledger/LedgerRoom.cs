using Microsoft.Extensions.Options;

namespace WebhookRelay.Ledger;

internal static class LedgerRoom
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLedger()
        {
            builder.AddLedgerSettings();
            builder.Services.AddSingleton<Ledger>();
            builder.Services.AddSingleton<LedgerBackups>();
            builder.Services.AddHostedService<LedgerOpening>();
            builder.Services.AddHostedService<Retention>();
        }

        /// <summary>Where the ledger is, for who opens it in a way of his own.</summary>
        public void AddLedgerSettings()
        {
            builder.AddSection<LedgerOptions>(LedgerOptions.Section);
            builder.Services.AddSingleton<LedgerPath>();
            builder.Services.AddSingleton<IPostConfigureOptions<LedgerOptions>>(services => services.GetRequiredService<LedgerPath>());
            builder.Services.AddSingleton<IValidateOptions<LedgerOptions>>(services => services.GetRequiredService<LedgerPath>());
            builder.Services.AddSingleton<IValidateOptions<LedgerOptions>, LedgerRanges>();
        }
    }

    /// <summary>Opens the ledger before any other service starts; a ledger that cannot be opened stops the start.</summary>
    private sealed class LedgerOpening(Ledger ledger) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            ledger.Open();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
