using Microsoft.Extensions.Options;
using WebhookRelay.Starting;

namespace WebhookRelay.Deduplication;

internal static class DeduplicationRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddDeduplication()
        {
            builder.AddSection<DeduplicationOptions>(DeduplicationOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<DeduplicationOptions>, DeduplicationRangeValidator>();
            builder.Services.AddSingleton<IValidateOptions<DeduplicationOptions>, DeduplicationValidator>();
            if (builder.Configuration["Deduplication:Redis"] is { Length: > 0 })
            {
                builder.Services.AddSingleton<RedisConnection>();
                builder.Services.AddHostedService(services => services.GetRequiredService<RedisConnection>());
                builder.Services.AddSingleton<IScriptRunner>(services => services.GetRequiredService<RedisConnection>());
                builder.Services.AddSingleton<IDeduplication, RedisDeduplication>();
                builder.Services.AddSingleton<SharedSequence>();
            }
            else
            {
                builder.Services.AddSingleton<IDeduplication, LedgerDeduplication>();
            }
        }
    }
}
