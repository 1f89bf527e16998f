namespace WebhookRelay.Replaying;

internal static class ReplayingRoom
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddReplaying()
        {
            builder.Services.AddSingleton<ReplayStore>();
            builder.Services.AddSingleton<ReplayChoice>();
            builder.Services.AddSingleton<ReplayForecast>();
            builder.Services.AddSingleton<ReplayLine>();
            builder.Services.AddSingleton<Replayer>();
            builder.Services.AddHostedService(services => services.GetRequiredService<Replayer>());
        }
    }
}
