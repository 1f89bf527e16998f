using System.Diagnostics;

namespace WebhookRelay.Telemetry;

/// <summary>The spans of a delivery: the request's, then the relay's, joined through the ledger.</summary>
internal static class Tracing
{
    public static readonly ActivitySource Source = new("WebhookRelay");

    /// <summary>A caller on the public port may be linked to; it never becomes our parent.</summary>
    public static void LinkToCaller(IHeaderDictionary headers)
    {
        if (Activity.Current is { } request
            && headers.TraceParent is [{ } traceParent]
            && ActivityContext.TryParse(traceParent, headers.TraceState, isRemote: true, out var caller))
        {
            request.AddLink(new ActivityLink(caller));
        }
    }

    /// <summary>The span of relaying one delivery, a child of the request it came with.</summary>
    public static Activity? StartRelay(string? traceParent)
    {
        _ = ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var request);
        return Source.StartActivity("relay delivery", ActivityKind.Producer, request);
    }
}
