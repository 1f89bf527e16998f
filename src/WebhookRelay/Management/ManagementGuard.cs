using System.Net;
using Microsoft.Extensions.Options;
using WebhookRelay.Payloads;
using WebhookRelay.Publishing;

namespace WebhookRelay.Management;

/// <summary>
/// Who may use the management port beside <c>/health</c>: whoever has the key. Without one the port is open to this
/// machine, and a browser on it is kept from lending that to the pages it shows: a request sent by a page of another
/// origin, or to a name that was made to point here, is refused. Payloads have a key of their own, and the same rules.
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
        else if (!isPayload && key.IsRequired && !key.IsValid(PresentedKey(context.Request) ?? string.Empty))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await TypedResults.Problem(statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
        }
        else
        {
            await next(context);
        }
    }

    /// <summary>The key as <c>Authorization: Bearer</c> or <c>X-Api-Key</c>, whichever is given.</summary>
    private static string? PresentedKey(HttpRequest request)
    {
        const string Bearer = "Bearer ";
        return request.Headers.Authorization is [{ } authorization] && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..]
            : request.Headers["X-Api-Key"] is [{ } given] ? given : null;
    }

    private bool IsCrossOrigin(HttpRequest request, bool isPayload) =>
        request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"]
        || (request.Headers.Origin.Count > 0 && !IsSameOrigin(request.Headers.Origin, request.Host))
        || (isPayload ? !payloads.RequiresKey && !IsThisMachine(request.Host) && !IsPayloadUrl(request.Host) : !key.IsRequired && !IsThisMachine(request.Host));

    private static bool IsSameOrigin(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase);

    private bool IsThisMachine(HostString host) =>
        string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
        || string.Equals(host.Host, BindingAddress.Parse(options.CurrentValue.Url).Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>What events name is how subscribers call this machine.</summary>
    private bool IsPayloadUrl(HostString host) =>
        Uri.TryCreate(publishing.CurrentValue.PayloadUrl, UriKind.Absolute, out var url) && string.Equals(host.Host, url.Host, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Marks an endpoint of the management port that is open.</summary>
internal sealed class AnonymousEndpoint;

/// <summary>Marks an endpoint of the management port that takes <c>Payloads:Key</c> instead of the port's own.</summary>
internal sealed class PayloadKeyEndpoint;
