using Microsoft.Extensions.Options;

namespace WebhookRelay.Management;

internal static class ManagementRoom
{
    extension(WebApplicationBuilder builder)
    {
        public void AddManagement()
        {
            builder.AddSection<ManagementOptions>(ManagementOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<ManagementOptions>, ManagementValidator>();
            builder.Services.AddSingleton<HealthReport>();
            builder.AddPort(
                Port.Management,
                services => services.GetRequiredService<IOptions<ManagementOptions>>().Value.Url,
                services => services.GetRequiredService<IOptionsMonitor<ManagementOptions>>().CurrentValue.Tls);
        }
    }

    extension(WebApplication app)
    {
        public void MapManagement()
        {
            app.MapGet("/health/live", HealthReport.Live);
            app.MapGet("/health/startup", HealthReport.Live);
            app.MapPrometheusScrapingEndpoint("/metrics");
            app.MapGet("/health/ready", (HealthReport health) => health.Ready());
        }
    }
}
