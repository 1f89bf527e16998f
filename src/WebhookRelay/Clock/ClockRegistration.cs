namespace WebhookRelay.Clock;

internal static class ClockRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddClock()
        {
            builder.Services.AddSingleton(new JumpTolerantClock(TimeProvider.System));
            builder.Services.AddSingleton<TimeProvider>(services => services.GetRequiredService<JumpTolerantClock>());
            builder.Services.AddSingleton<ClockMonitor>();
            builder.Services.AddHostedService(services => services.GetRequiredService<ClockMonitor>());
        }
    }
}
