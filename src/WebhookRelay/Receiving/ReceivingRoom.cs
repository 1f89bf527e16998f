using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

internal static class ReceivingRoom
{
    extension(WebApplicationBuilder builder)
    {
        public void AddReceiving()
        {
            builder.AddSection<ReceivingOptions>(ReceivingOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<ReceivingOptions>, ReceivingRanges>();
            builder.Services.AddSingleton<IValidateOptions<ReceivingOptions>, ReceivingValidator>();
            builder.Services.AddSingleton<DevelopmentSecret>();
            builder.Services.AddSingleton<WebhookSecrets>();
            builder.Services.AddHostedService(services => services.GetRequiredService<WebhookSecrets>());
            builder.Services.AddSingleton<InFlightBytes>();
            builder.Services.AddSingleton<WebhookEndpoint>();
            builder.Services.AddProblemDetails();
            builder.Services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<KnownWebhook>(KnownWebhook.Name));
            builder.Services.Configure<KestrelServerOptions>(kestrel =>
            {
                kestrel.AddServerHeader = false;
                // The endpoint counts for itself, so that a delivery too large is told apart from a request that broke.
                kestrel.Limits.MaxRequestBodySize = null;
            });
            builder.AddPort(Port.Public, services => services.GetRequiredService<RunMode>().Drain
                ? null
                : services.GetRequiredService<IOptions<ReceivingOptions>>().Value.Url);
        }
    }

    extension(WebApplication app)
    {
        public void MapReceiving()
        {
            // Every method, so that an unknown path is 404 before its method is looked at.
            app.Map($"{Ports.WebhookPath}/{{webhook:{KnownWebhook.Name}?}}", (WebhookEndpoint endpoint, HttpContext context, string? webhook) => endpoint.ReceiveAsync(context, webhook));
        }
    }
}
