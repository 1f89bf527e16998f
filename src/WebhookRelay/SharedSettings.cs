using Microsoft.Extensions.Options;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;

namespace WebhookRelay;

/// <summary>Settings of one folder that another folder needs. They are passed as values, so that the folders do not use each other.</summary>
internal static class SharedSettings
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddSharedSettings()
        {
            builder.Services.AddSingleton(services => new BindingFile(services.GetRequiredService<IOptions<LedgerOptions>>().Value.Path!));
            builder.Services.AddSingleton<DeduplicationWindow>(services => () => Current<DeduplicationOptions>(services).Window);
            builder.Services.AddSingleton<RelayDeadline>(services => () => Current<PublishingOptions>(services).Deadline);
            builder.Services.AddSingleton<InlineLimit>(services => () => Current<PublishingOptions>(services).InlineBytes);
        }
    }

    private static T Current<T>(IServiceProvider services) => services.GetRequiredService<IOptionsMonitor<T>>().CurrentValue;
}
