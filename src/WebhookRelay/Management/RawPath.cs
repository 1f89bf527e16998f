using Microsoft.AspNetCore.Http.Features;

namespace WebhookRelay.Management;

internal static class RawPath
{
    /// <summary>The decoded last path segment: a delivery id may contain a slash or a percent sign, which routing leaves escaped.</summary>
    public static string LastSegment(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = target.AsSpan(0, target.IndexOf('?') is >= 0 and var query ? query : target.Length);
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
