using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace WebhookRelay;

/// <summary>Which of the two ports a request came in on. The public one serves the webhook endpoint and nothing else.</summary>
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
        /// <summary>Opens a port at start, on the address that its settings name by then; null opens none.</summary>
        public void AddPort(Port port, Func<IServiceProvider, string?> url) => builder.Services.AddSingleton(new Opening(port, url));
    }

    extension(WebApplication app)
    {
        /// <summary>Opens the ports. Their settings have been checked.</summary>
        public void Listen()
        {
            var kestrel = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
            foreach (var opening in app.Services.GetServices<Opening>())
            {
                if (opening.Url(app.Services) is { } url)
                {
                    Listen(kestrel, url, opening.Port);
                }
            }
        }

        /// <summary>Answers 404 to what the port does not serve.</summary>
        public void UsePorts()
        {
            app.UseStatusCodePages();
            app.Use((context, next) =>
            {
                if (context.Request.Path.StartsWithSegments(WebhookPath, StringComparison.OrdinalIgnoreCase) == (Of(context) is Port.Public))
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        }
    }

    /// <summary>The port a request came in on.</summary>
    public static Port Of(HttpContext context) => context.Features.Get<PortFeature>()?.Port ?? Port.Public;

    /// <summary>Listens on an address such as <c>http://localhost:3001</c> (both loopbacks), <c>http://127.0.0.1:0</c> or <c>http://*:3001</c>.</summary>
    private static void Listen(KestrelServerOptions kestrel, string url, Port port)
    {
        var address = BindingAddress.Parse(url);
        void Mark(ListenOptions listen) => listen.Use(next => connection =>
        {
            connection.Features.Set(new PortFeature(port));
            return next(connection);
        });

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

    /// <summary>The fault of an address to listen on, or null.</summary>
    public static string? Fault(string key, string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            // A port that is no number is left in the host, and a host that is no address would open the port to everybody.
            var isHost = !address.Host.Contains(':', StringComparison.Ordinal) || IPAddress.TryParse(address.Host, out _);
            // Both loopbacks cannot be given one port of the system's choice.
            var isPort = address.Port is > IPEndPoint.MinPort and <= IPEndPoint.MaxPort || (address.Port is 0 && !IsLocalhost(address.Host));
            return string.Equals(address.Scheme, "http", StringComparison.Ordinal)
                && isHost
                && isPort
                && address is { IsUnixPipe: false, PathBase: "" }
                ? null
                : $"{key} must be an address such as http://localhost:3001: http, a host, a port, and no path.";
        }
        catch (FormatException)
        {
            return $"{key} must be an address such as http://localhost:3001.";
        }
    }

    public static bool IsLoopback(string url) =>
        BindingAddress.Parse(url).Host is var host
        && (IsLocalhost(host)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    private static bool IsLocalhost(string host) => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);

    private sealed record PortFeature(Port Port);

    private sealed record Opening(Port Port, Func<IServiceProvider, string?> Url);
}
