using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using WebhookRelay.Tls;

namespace WebhookRelay.Receiving;

/// <summary>The port of a request. The public one serves only the webhook endpoint.</summary>
internal enum Port
{
    Public,
    Management,
}

internal static class Ports
{
    public const string WebhookPath = "/webhook-endpoint";

    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Opens a port at start, on the address in its settings; null opens none.</summary>
        public void AddPort(Port port, Func<IServiceProvider, string?> url, Func<IServiceProvider, TlsOptions> tls) =>
            builder.Services.AddSingleton(new PortRegistration(port, url, tls));
    }

    extension(WebApplication app)
    {
        /// <summary>Opens the ports. Their settings are already validated.</summary>
        public void Listen()
        {
            var kestrel = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
            foreach (var opening in app.Services.GetServices<PortRegistration>())
            {
                if (opening.Url(app.Services) is { } url)
                {
                    app.Services.GetRequiredService<LimitedListenerFactory>().Register(BindingAddress.Parse(url).Port, opening.Port);
                    Listen(kestrel, url, opening.Port, CertificateOf(app.Services, opening));
                }
            }
        }

        /// <summary>Answers 404 to what the port does not serve.</summary>
        public void UsePorts()
        {
            var refusals = app.Services.GetRequiredService<RefusalLog>();
            // Forwarded headers count on the public port only; on the management port they must not grant access.
            app.UseWhen(context => Of(context) is Port.Public, open => open.UseForwardedHeaders());
            app.Use((context, next) => OpenConnection.ServeAsync(context, next));
            app.UseStatusCodePages();
            app.Use((context, next) =>
            {
                var isPublic = Of(context) is Port.Public;
                if (isPublic)
                {
                    context.Request.Path = RequestPath.MergeSlashes(context.Request.Path);
                }

                if (context.Request.Path.StartsWithSegments(WebhookPath, StringComparison.OrdinalIgnoreCase) == isPublic)
                {
                    return next(context);
                }

                if (isPublic)
                {
                    Refuse(refusals, context);
                }

                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
            // Routing must use the rewritten path.
            app.UseRouting();
        }
    }

    private static void Refuse(RefusalLog refusals, HttpContext context) => refusals.Refused(
        RefusedRequest.Of(Refusal.Path, Refusal.Path.Status(), string.Empty, context), () => RequestPath.Hint(context.Request.Path));

    /// <summary>The port of a request.</summary>
    public static Port Of(HttpContext context) => Of(context.Features);

    /// <summary>The port of a connection or request with these features.</summary>
    public static Port Of(IFeatureCollection features) => features.Get<PortFeature>()?.Port ?? Port.Public;

    /// <summary>Listens on an address such as <c>http://localhost:3001</c> (both loopbacks), <c>http://127.0.0.1:0</c> or <c>http://*:3001</c>.</summary>
    private static void Listen(KestrelServerOptions kestrel, string url, Port port, ServerCertificate? certificate)
    {
        var address = BindingAddress.Parse(url);
        void Mark(ListenOptions listen)
        {
            // A delivery is one request. HTTP/2 would only add stream limits that Kestrel does not report.
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => async connection =>
            {
                using var place = connection.Features.Get<OpenConnection>();
                await next(connection);
            });
            if (certificate is not null)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }),
                });
            }

            listen.Use(next => connection =>
            {
                connection.Features.Set(new PortFeature(port));
                return next(connection);
            });
        }

        if (IsLocalhost(address.Host))
        {
            kestrel.ListenLocalhost(address.Port, Mark);
        }
        else if (IPAddress.TryParse(address.Host, out var ip))
        {
            kestrel.Listen(ip, address.Port, Mark);
        }
        else
        {
            kestrel.ListenAnyIP(address.Port, Mark);
        }
    }

    private static ServerCertificate? CertificateOf(IServiceProvider services, PortRegistration opening) => opening.Tls(services).IsSet
        ? new ServerCertificate(() => opening.Tls(services), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ServerCertificate>>())
        : null;

    /// <summary>The errors in a section's listen address and certificate.</summary>
    public static IEnumerable<string> Faults(string section, string url, TlsOptions tls)
    {
        if (Scheme(url) is not { } scheme)
        {
            yield return $"{section}:Url must be an address such as http://localhost:3001: http or https, a host, a port, and no path.";
        }
        else if (scheme is "https" && !tls.IsSet)
        {
            yield return $"{section}:Url is https, so {section}:Tls:CertificateFile and {section}:Tls:KeyFile are required.";
        }
        else if (scheme is "http" && tls.IsSet)
        {
            yield return $"{section}:Url is http, so {section}:Tls would not be used: make it https, or remove {section}:Tls.";
        }

        if (tls.Fault($"{section}:Tls") is { } fault)
        {
            yield return fault;
        }
    }

    private static string? Scheme(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            // A port that is not a number remains in the host, and a host that is not an address would listen on all addresses.
            var isHost = (!address.Host.Contains(':', StringComparison.Ordinal) || IPAddress.TryParse(address.Host, out _)) && !StrictIPAddress.IsAbbreviated(address.Host);
            // A dynamic port is not possible for both loopback addresses.
            var isPort = address.Port is > IPEndPoint.MinPort and <= IPEndPoint.MaxPort || (address.Port is 0 && !IsLocalhost(address.Host));
            return address.Scheme is "http" or "https" && isHost && isPort && address is { IsUnixPipe: false, PathBase: "" } ? address.Scheme : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The local URL of a listen address: localhost if it listens everywhere. Null if it is invalid.</summary>
    public static string? LocalUrl(string url) => Scheme(url) is null ? null
        : BindingAddress.Parse(url) is var address && address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? $"{address.Scheme}://localhost:{address.Port}"
        : url.TrimEnd('/');

    public static bool IsLoopback(string url) =>
        BindingAddress.Parse(url).Host is var host
        && (IsLocalhost(host)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    private static bool IsLocalhost(string host) => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);

    private sealed record PortFeature(Port Port);

    private sealed record PortRegistration(Port Port, Func<IServiceProvider, string?> Url, Func<IServiceProvider, TlsOptions> Tls);
}
