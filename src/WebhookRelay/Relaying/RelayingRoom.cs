using Microsoft.Extensions.Options;
using WebhookRelay.Deduplication;
using WebhookRelay.Normalising;

namespace WebhookRelay.Relaying;

internal static class RelayingRoom
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddRelaying()
        {
            builder.Services.AddSingleton<IValidateOptions<DeduplicationOptions>, LeaseValidator>();
            builder.Services.AddSingleton<EntryReader>();
            builder.Services.AddSingleton<EventAsPublished>();
            builder.Services.AddSingleton<Linger>();
            builder.Services.AddSingleton<RelayLine>();
            builder.Services.AddSingleton<RowLanes>();
            builder.Services.AddSingleton<UnroutedShelves>();
            builder.Services.AddSingleton<RefusedEntries>();
            builder.Services.AddSingleton<Readmission>();
            builder.Services.AddSingleton<Relay>();
            builder.Services.AddHostedService(services => services.GetRequiredService<Relay>());
            builder.Services.AddHostedService<SequenceExchange>();
            builder.Services.AddHostedService<UnroutedRetry>();
            builder.Services.AddHostedService<RefusedRetry>();
            builder.Services.AddHostedService<DrainWatch>();
        }
    }
}
