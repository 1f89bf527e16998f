using Microsoft.Extensions.Options;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;

namespace WebhookRelay.Management;

internal static class ManagementRegistration
{
    extension(WebApplicationBuilder builder)
    {
        public void AddManagement()
        {
            builder.AddSection<ManagementOptions>(ManagementOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<ManagementOptions>, ManagementValidator>();
            builder.Services.AddSingleton<HealthChecks>();
            builder.Services.AddHostedService<StateMetrics>();
            builder.Services.AddHostedService<SecretChecker>();
            builder.AddAdminApi();
            if (builder.Environment.IsDevelopment())
            {
                builder.Services.AddOptions<PublishingOptions>().PostConfigure<IConfiguration>(UseLocalPayloadUrl);
            }

            builder.AddPort(
                Port.Management,
                services => services.GetRequiredService<IOptions<ManagementOptions>>().Value.Url,
                services => services.GetRequiredService<IOptionsMonitor<ManagementOptions>>().CurrentValue.Tls);
        }
    }

    /// <summary>In Development, subscribers run on this machine, so large payloads work without a setting.</summary>
    private static void UseLocalPayloadUrl(PublishingOptions publishing, IConfiguration configuration) =>
        publishing.PayloadUrl ??= Ports.LocalUrl(configuration[$"{ManagementOptions.Section}:{nameof(ManagementOptions.Url)}"] ?? new ManagementOptions().Url);

    extension(WebApplication app)
    {
        /// <summary>Requires the key on the management port.</summary>
        public void UseManagement()
        {
            var guard = app.Services.GetRequiredService<ManagementGuard>();
            app.Use(next => context => guard.GuardAsync(context, next));
        }

        public void MapManagement()
        {
            app.MapGet("/health", () => TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "Ask /health/ready, /health/live or /health/startup."))
                .WithMetadata(new AnonymousEndpoint()).ExcludeFromDescription();
            app.MapGet("/health/live", HealthChecks.Live).WithTags("Health").WithMetadata(new AnonymousEndpoint());
            app.MapGet("/health/startup", (HealthChecks health) => health.Startup()).WithTags("Health").WithMetadata(new AnonymousEndpoint());
            app.MapGet("/health/ready", (HealthChecks health) => health.Ready()).WithTags("Health").WithMetadata(new AnonymousEndpoint());
            app.MapPrometheusScrapingEndpoint("/metrics");
            app.MapAdminApi();
        }
    }
}
