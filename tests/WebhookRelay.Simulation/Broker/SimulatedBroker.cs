using WebhookRelay.Publishing;
using WebhookRelay.Simulation.Time;
using WebhookRelay.Simulation.World;

namespace WebhookRelay.Simulation.Broker;

/// <summary>A broker with one queue. It never loses confirmed messages.</summary>
internal sealed class SimulatedBroker(Timeline timeline, GuaranteeMonitor monitor)
{
    public TimeSpan AwayUntil { get; set; }

    public TimeSpan StalledUntil { get; set; }

    public TimeSpan RefusesUntil { get; set; }

    /// <summary>Until this time, a publish waits long for a channel.</summary>
    public TimeSpan BusyUntil { get; set; }

    /// <summary>Until this time, events with this routing key have no queue.</summary>
    public (string Begins, TimeSpan Until) Unbound { get; set; } = (string.Empty, TimeSpan.Zero);

    public bool IsAway => AwayUntil > timeline.Now;

    /// <summary>The outcome of a publish that has arrived: whether it is in the queue; null if it is rejected.</summary>
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
