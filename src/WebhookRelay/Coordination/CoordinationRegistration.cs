using WebhookRelay.Deduplication;

namespace WebhookRelay.Coordination;

internal static class CoordinationRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddCoordination() => builder.Services.AddSingleton<IDistributedLock>(services =>
            services.GetService<IScriptRunner>() is { } redis ? new RedisDistributedLock(redis) : new LocalLock());
    }
}
