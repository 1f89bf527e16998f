using System.Diagnostics;

namespace WebhookRelay.Telemetry;

/// <summary>Ignores the trace parent of requests: otherwise any caller of the public port could choose trace ids and sampling.</summary>
internal sealed class OutboundOnlyPropagator : DistributedContextPropagator
{
    private static readonly DistributedContextPropagator Outbound = CreateDefaultPropagator();

    public override IReadOnlyCollection<string> Fields => Outbound.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => Outbound.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
