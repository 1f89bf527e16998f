using WebhookRelay.Publishing;
using WebhookRelay.Simulation.Time;
using WebhookRelay.Simulation.World;

namespace WebhookRelay.Simulation.Broker;

/// <summary>One broker with one queue. What it has confirmed it keeps.</summary>
internal sealed class SimulatedBroker(Timeline timeline, GuaranteeMonitor monitor)
{
    public TimeSpan AwayUntil { get; set; }

    public TimeSpan StalledUntil { get; set; }

    public TimeSpan RefusesUntil { get; set; }

    /// <summary>Until then a publish waits long for a channel.</summary>
    public TimeSpan BusyUntil { get; set; }

    /// <summary>Events with this routing key have no queue until then.</summary>
    public (string Begins, TimeSpan Until) Unbound { get; set; } = (string.Empty, TimeSpan.Zero);

    public bool IsAway => AwayUntil > timeline.Now;

    /// <summary>What a publish that has arrived comes to: whether it is in the queue; null where it is refused.</summary>
    public bool? Take(OutboundEvent outbound)
    {
        if (RefusesUntil > timeline.Now)
        {
            return null;
        }

        if (Unbound.Until > timeline.Now && outbound.RoutingKey.StartsWith(Unbound.Begins, StringComparison.Ordinal))
        {
            return false;
        }

        monitor.Arrived(outbound);
        return true;
    }
}
