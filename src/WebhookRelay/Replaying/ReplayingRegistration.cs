namespace WebhookRelay.Replaying;

internal static class ReplayingRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddReplaying()
        {
            builder.Services.AddSingleton<ReplayStore>();
            builder.Services.AddSingleton<ReplaySelector>();
            builder.Services.AddSingleton<ReplayForecast>();
            builder.Services.AddSingleton<ReplayPipeline>();
            builder.Services.AddSingleton<Replayer>();
            builder.Services.AddHostedService(services => services.GetRequiredService<Replayer>());
        }
    }
}
