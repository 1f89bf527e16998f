using Microsoft.Extensions.Options;
using WebhookRelay.Starting;

namespace WebhookRelay.Ledger;

internal static class LedgerRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLedger()
        {
            LedgerDatabase.Preload();
            builder.AddLedgerSettings();
            builder.Services.AddSingleton<DeliveryLedger>();
            builder.Services.AddSingleton<LedgerBackups>();
            builder.Services.AddSingleton<LedgerOpener>();
            builder.Services.AddHostedService(services => services.GetRequiredService<LedgerOpener>());
            builder.Services.AddHostedService<Retention>();
        }

        /// <summary>The settings alone, for code that opens the ledger itself.</summary>
        public void AddLedgerSettings()
        {
            builder.AddSection<LedgerOptions>(LedgerOptions.Section);
            builder.Services.AddSingleton<LedgerPathConfiguration>();
            builder.Services.AddSingleton<IPostConfigureOptions<LedgerOptions>>(services => services.GetRequiredService<LedgerPathConfiguration>());
            builder.Services.AddSingleton<IValidateOptions<LedgerOptions>>(services => services.GetRequiredService<LedgerPathConfiguration>());
            builder.Services.AddSingleton<IValidateOptions<LedgerOptions>, LedgerRangeValidator>();
        }
    }
}
