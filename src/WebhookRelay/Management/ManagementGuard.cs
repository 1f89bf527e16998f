using System.Net;
using Microsoft.Extensions.Options;
using WebhookRelay.Payloads;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;

namespace WebhookRelay.Management;

/// <summary>
/// Guards the management port, except <c>/health</c>: callers need a key, and one of the two keys only reads. Without a key the port is open to this machine,
/// and requests from a browser on it are protected against cross-origin access and DNS rebinding. Payloads have their own
/// key and the same rules.
/// </summary>
internal sealed class ManagementGuard(
    ManagementKey key, PayloadAccess payloads, IOptionsMonitor<ManagementOptions> options, IOptionsMonitor<PublishingOptions> publishing)
{
    public async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var isPayload = context.GetEndpoint()?.Metadata.GetMetadata<PayloadKeyEndpoint>() is not null;
        if (Ports.Of(context) is Port.Public || context.GetEndpoint()?.Metadata.GetMetadata<AnonymousEndpoint>() is not null)
        {
            await next(context);
        }
        else if (IsCrossOrigin(context.Request, isPayload))
        {
            await TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: "Requests of other origins are refused.").ExecuteAsync(context);
        }
        else if (isPayload || !key.IsRequired)
        {
            await next(context);
        }
        else
        {
            await GuardByKeyAsync(context, next);
        }
    }

    private async Task GuardByKeyAsync(HttpContext context, RequestDelegate next)
    {
        var access = key.AccessOf(PresentedKey.Of(context.Request.Headers) ?? string.Empty);
        if (access is ManagementAccess.None)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await TypedResults.Problem(statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
        }
        else if (access is ManagementAccess.Read && !IsReading(context.Request))
        {
            await TypedResults.Problem(
                statusCode: StatusCodes.Status403Forbidden, detail: "This requires Management:ApiKey. Management:ReadKey allows GET requests that reveal nothing masked and search no payloads.").ExecuteAsync(context);
        }
        else
        {
            await next(context);
        }
    }

    /// <summary>Whether a request changes nothing and reveals nothing masked.</summary>
    private static bool IsReading(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.Query[SecretReveal.Parameter].Any(SecretReveal.IsTrue)
        // A search of payloads would reveal what is masked, character by character.
        && !request.Query.ContainsKey(FilterText.ContainsParameter);

    private bool IsCrossOrigin(HttpRequest request, bool isPayload) =>
        IsOtherOrigin(request)
        || (isPayload ? !payloads.RequiresKey && !IsThisMachine(request.Host) && !IsPayloadUrl(request.Host) : !IsKnownHost(request.Host));

    /// <summary>Whether a browser says that another site or port caused the request.</summary>
    public static bool IsOtherOrigin(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"]
        || (request.Headers.Origin.Count > 0 && !IsSameOrigin(request.Headers.Origin, request.Host));

    /// <summary>Without a key, only names of this machine: another name may be a rebound one.</summary>
    public bool IsKnownHost(HostString host) => key.IsRequired || IsThisMachine(host);

    private static bool IsSameOrigin(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase);

    private bool IsThisMachine(HostString host) =>
        string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
        || string.Equals(host.Host, BindingAddress.Parse(options.CurrentValue.Url).Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>The host in data references is the name by which subscribers reach this machine.</summary>
    private bool IsPayloadUrl(HostString host) =>
        Uri.TryCreate(publishing.CurrentValue.PayloadUrl, UriKind.Absolute, out var url) && string.Equals(host.Host, url.Host, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Marks an endpoint of the management port that needs no key.</summary>
internal sealed class AnonymousEndpoint;
