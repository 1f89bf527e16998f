using Microsoft.AspNetCore.Server.Kestrel.Core;
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
            builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ManagementOptions>>((kestrel, options) =>
                kestrel.Listen(options.Value.Url, Port.Management));
        }
    }

    extension(WebApplication app)
    {
        public void MapManagement()
        {
            app.MapGet("/health/live", HealthReport.Live);
            app.MapGet("/health/ready", (HealthReport health) => health.Ready());
        }
    }
}
