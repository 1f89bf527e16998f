using System.Diagnostics;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;

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
    public static Activity? StartRelay(LedgerEntry entry)
    {
        _ = ActivityContext.TryParse(entry.TraceParent, traceState: null, isRemote: true, out var request);
        return Source.StartActivity("relay delivery", ActivityKind.Producer, request) is { } span
            ? span.SetTag("messaging.system", "rabbitmq")
                .SetTag("messaging.operation.type", "send")
                .SetTag("messaging.operation.name", "publish")
                .SetTag("messaging.destination.name", EventExchange.Name)
                .SetTag("messaging.message.id", EventIdentity.MessageId(entry.Id).ToString())
            : null;
    }
}
