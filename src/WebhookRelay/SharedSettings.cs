using Microsoft.Extensions.Options;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;

namespace WebhookRelay;

/// <summary>
/// Settings of one folder that another folder needs. They are passed as values, so that the folders do not use each other.
/// The options are resolved with the service that needs them, since an invalid change is logged only for resolved options.
/// </summary>
internal static class SharedSettings
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddSharedSettings()
        {
            builder.Services.AddSingleton(services => new BindingFile(services.GetRequiredService<IOptions<LedgerOptions>>().Value.Path!));
            builder.Services.AddSingleton<DeduplicationWindow>(services =>
            {
                var options = services.GetRequiredService<IOptionsMonitor<DeduplicationOptions>>();
                return () => options.CurrentValue.Window;
            });
            builder.Services.AddSingleton<RelayDeadline>(services =>
            {
                var options = services.GetRequiredService<IOptionsMonitor<PublishingOptions>>();
                return () => options.CurrentValue.Deadline;
            });
            builder.Services.AddSingleton<InlineLimit>(services =>
            {
                var options = services.GetRequiredService<IOptionsMonitor<PublishingOptions>>();
                return () => options.CurrentValue.InlineBytes;
            });
        }
    }
}
