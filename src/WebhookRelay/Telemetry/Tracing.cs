using System.Diagnostics;
using WebhookRelay.Contracts;

namespace WebhookRelay.Telemetry;

/// <summary>The spans of a delivery: the request's and the relay's, joined through the ledger.</summary>
internal static class Tracing
{
    public static readonly ActivitySource Source = new("WebhookRelay");

    /// <summary>Links the request to its caller's trace, which never becomes the parent.</summary>
    public static void LinkToCaller(IHeaderDictionary headers)
    {
        if (Activity.Current is { } request
            && headers.TraceParent is [{ } traceParent]
            && ActivityContext.TryParse(traceParent, headers.TraceState, isRemote: true, out var caller))
        {
            request.AddLink(new ActivityLink(caller));
        }
    }

    /// <summary>Starts the span of relaying one delivery, a child of its request.</summary>
    public static Activity? StartRelay(string deliveryId, string? traceParent)
    {
        _ = ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var request);
        return Source.StartActivity("relay delivery", ActivityKind.Producer, request) is { } span
            ? span.SetTag("messaging.system", "rabbitmq")
                .SetTag("messaging.operation.type", "send")
                .SetTag("messaging.operation.name", "publish")
                .SetTag("messaging.destination.name", EventExchange.Name)
                .SetTag("messaging.message.id", EventIdentity.MessageId(deliveryId).ToString())
            : null;
    }
}
