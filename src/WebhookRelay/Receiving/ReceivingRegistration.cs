using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;
using WebhookRelay.Starting;

namespace WebhookRelay.Receiving;

internal static class ReceivingRegistration
{
    extension(WebApplicationBuilder builder)
    {
        public void AddReceiving()
        {
            builder.AddSection<ReceivingOptions>(ReceivingOptions.Section);
            builder.Services.AddSingleton<IValidateOptions<ReceivingOptions>, ReceivingRangeValidator>();
            builder.Services.AddSingleton<IValidateOptions<ReceivingOptions>, ReceivingValidator>();
            builder.Services.AddSingleton<DevelopmentSecret>();
            builder.Services.AddSingleton<WebhookSecrets>();
            builder.Services.AddHostedService(services => services.GetRequiredService<WebhookSecrets>());
            builder.Services.AddSingleton<SourceAllowList>();
            builder.Services.AddSingleton<RefusalLimit>();
            builder.Services.AddSingleton<RefusedRequestLog>();
            builder.Services.AddSingleton<RefusalLog>();
            builder.Services.AddSingleton<SignatureHints>();
            builder.Services.AddSingleton<RefusalResponse>();
            builder.Services.AddHostedService<UnreadableRequestCounter>();
            builder.Services.AddSingleton<SenderNetworks>();
            builder.Services.AddSingleton(services => new InFlightBytes(
                services.GetRequiredService<IOptionsMonitor<ReceivingOptions>>(),
                services.GetRequiredService<SenderNetworks>(),
                () => services.GetRequiredService<DeliveryLedger>().Payloads.AvailableBytes,
                services.GetRequiredService<TimeProvider>()));
            builder.Services.AddSingleton<ConnectionLimit>();
            builder.Services.AddSingleton<Func<ConnectionLimit>>(services => services.GetRequiredService<ConnectionLimit>);
            builder.Services.AddSingleton<LimitedListenerFactory>();
            builder.Services.AddSingleton<IConnectionListenerFactory>(services => services.GetRequiredService<LimitedListenerFactory>());
            builder.Services.AddSingleton<Unanswered>();
            builder.Services.AddSingleton<WebhookEndpoint>();
            builder.Services.AddProblemDetails();
            builder.Services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<KnownWebhookConstraint>(KnownWebhookConstraint.Name));
            builder.Services.Configure<KestrelServerOptions>(kestrel =>
            {
                kestrel.AddServerHeader = false;
                // Header values are bytes and not always UTF-8 (RFC 9110, 5.5). Latin-1 preserves every byte.
                kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
                // If the request target is absolute, its host overrides the Host header (RFC 9112, 3.2.2).
                kestrel.AllowHostHeaderOverride = true;
                // The endpoint counts the bytes, so that it can distinguish a too large delivery from a broken request.
                kestrel.Limits.MaxRequestBodySize = null;
                // Labelbox's requests need a tenth of each. A body slower than this for 5 s is aborted.
                kestrel.Limits.MaxRequestLineSize = 8 * 1024;
                kestrel.Limits.MaxRequestHeaderCount = 100;
                kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
                kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
                kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            });
            builder.Services.AddOptions<ForwardedHeadersOptions>().Configure((ForwardedHeadersOptions forwarded, IOptions<ReceivingOptions> receiving) =>
            {
                // Without a trusted proxy the header is ignored; with some, the nearest address that is not a trusted proxy counts.
                forwarded.ForwardedHeaders = receiving.Value.TrustedProxies.Count > 0 ? ForwardedHeaders.XForwardedFor : ForwardedHeaders.None;
                forwarded.ForwardLimit = null;
                forwarded.KnownProxies.Clear();
                forwarded.KnownIPNetworks.Clear();
                foreach (var proxy in receiving.Value.TrustedProxies)
                {
                    forwarded.KnownIPNetworks.Add(SourceAllowList.ParseNetwork(proxy)!.Value);
                }
            });
            builder.AddPort(
                Port.Public,
                services => services.GetRequiredService<RunMode>().Drain ? null : services.GetRequiredService<IOptions<ReceivingOptions>>().Value.Url,
                services => services.GetRequiredService<IOptionsMonitor<ReceivingOptions>>().CurrentValue.Tls);
        }
    }

    extension(WebApplication app)
    {
        public void MapReceiving()
        {
            // Every method, so that an unknown path is 404 before the method is checked.
            app.Map($"{Ports.WebhookPath}/{{webhook:{KnownWebhookConstraint.Name}?}}", (WebhookEndpoint endpoint, HttpContext context, string? webhook) => endpoint.ReceiveAsync(context, webhook));
            app.Map($"{Ports.WebhookPath}/{{**path}}", (RefusalResponse refusals, HttpContext context) => refusals.RefusePath(context));
        }
    }
}
