using Microsoft.Extensions.Options;
using WebhookRelay.Deduplication;
using WebhookRelay.Normalising;

namespace WebhookRelay.Relaying;

internal static class RelayingRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddRelaying()
        {
            builder.Services.AddSingleton<IValidateOptions<DeduplicationOptions>, LeaseValidator>();
            builder.Services.AddSingleton<EntryReader>();
            builder.Services.AddSingleton<PublishedEventReader>();
            builder.Services.AddSingleton<Linger>();
            builder.Services.AddSingleton<RelayPipeline>();
            builder.Services.AddSingleton<DataRowSequencer>();
            builder.Services.AddSingleton<UnroutedQueue>();
            builder.Services.AddSingleton<RefusedEntries>();
            builder.Services.AddSingleton<EntryRequeuer>();
            builder.Services.AddSingleton<Relay>();
            builder.Services.AddHostedService(services => services.GetRequiredService<Relay>());
            builder.Services.AddHostedService<SequenceSynchronizer>();
            builder.Services.AddHostedService<UnroutedRetry>();
            builder.Services.AddHostedService<RefusedRetry>();
            builder.Services.AddHostedService<DrainMode>();
        }
    }
}
