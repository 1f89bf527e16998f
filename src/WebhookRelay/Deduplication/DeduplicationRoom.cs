using Microsoft.Extensions.Options;

namespace WebhookRelay.Deduplication;

internal static class DeduplicationRoom
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddDeduplication()
        {
            builder.AddSection<DeduplicationOptions>(DeduplicationOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<DeduplicationOptions>, DeduplicationRanges>();
            builder.Services.AddSingleton<IValidateOptions<DeduplicationOptions>, DeduplicationValidator>();
            if (builder.Configuration["Deduplication:Redis"] is { Length: > 0 })
            {
                builder.Services.AddSingleton<RedisLink>();
                builder.Services.AddHostedService(services => services.GetRequiredService<RedisLink>());
                builder.Services.AddSingleton<IScriptRunner>(services => services.GetRequiredService<RedisLink>());
                builder.Services.AddSingleton<IDeduplication, RedisDeduplication>();
                builder.Services.AddSingleton<SharedSequence>();
                builder.Services.AddSingleton<ITurns, RedisTurns>();
            }
            else
            {
                builder.Services.AddSingleton<IDeduplication, LedgerDeduplication>();
                builder.Services.AddSingleton<ITurns, LoneTurns>();
            }
        }
    }
}
