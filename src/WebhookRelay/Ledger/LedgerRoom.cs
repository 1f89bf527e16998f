using Microsoft.Extensions.Options;

namespace WebhookRelay.Ledger;

internal static class LedgerRoom
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLedger()
        {
            LedgerDatabase.LoadAhead();
            builder.AddLedgerSettings();
            builder.Services.AddSingleton<Ledger>();
            builder.Services.AddSingleton<LedgerBackups>();
            builder.Services.AddSingleton<LedgerOpening>();
            builder.Services.AddHostedService(services => services.GetRequiredService<LedgerOpening>());
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
}
