using Microsoft.Extensions.Options;
using WebhookRelay.Starting;

namespace WebhookRelay.Tunnel;

internal static class TunnelRegistration
{
    extension(WebApplicationBuilder builder)
    {
        public void AddTunnel()
        {
            builder.AddSection<TunnelOptions>(TunnelOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<TunnelOptions>, TunnelValidator>();
            builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<TunnelMonitor>(services, Client()));
            builder.Services.AddHostedService(services => services.GetRequiredService<TunnelMonitor>());
        }
    }

    /// <summary>The agent runs on this machine: no proxy is used.</summary>
    private static HttpClient Client() => new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { MaxResponseContentBufferSize = 1 << 20 };
}
