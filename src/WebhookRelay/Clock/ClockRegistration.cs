namespace WebhookRelay.Clock;

internal static class ClockRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddClock()
        {
            builder.Services.AddSingleton(new SteadyClock(TimeProvider.System));
            builder.Services.AddSingleton<TimeProvider>(services => services.GetRequiredService<SteadyClock>());
            builder.Services.AddSingleton<ClockWatch>();
            builder.Services.AddHostedService(services => services.GetRequiredService<ClockWatch>());
        }
    }
}
