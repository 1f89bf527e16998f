using System.Diagnostics;
using MassTransit;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer.Receiving;

/// <summary>Starts a span for each handled event, in the trace of its delivery. The source is <c>WebhookRelay.Consumer</c>.</summary>
internal static class Tracing
{
    private static readonly ActivitySource Source = new("WebhookRelay.Consumer");

    public static Activity? Start(ReceiveContext context, LabelboxEvent labelboxEvent)
    {
        var headers = context.TransportHeaders;
        var isKnown = ActivityContext.TryParse(headers.Get<string>("traceparent"), headers.Get<string>("tracestate"), isRemote: true, out var delivery);
        return Source.StartActivity(ActivityKind.Consumer, isKnown ? delivery : default, name: $"handle {labelboxEvent.Type}")?
            .SetTag("messaging.system", "rabbitmq")
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.operation.name", "handle")
            .SetTag("messaging.destination.name", EventExchange.Name)
            .SetTag("messaging.message.id", EventIdentity.MessageId(labelboxEvent.Id).ToString());
    }
}
