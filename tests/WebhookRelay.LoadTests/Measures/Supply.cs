using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>The duration of a run, and the parts of the delivery file for the warm-up and the measurement.</summary>
internal sealed record Supply(TimeSpan WarmUp, TimeSpan Duration, DeliveryRange Warming, DeliveryRange Measured)
{
    public int Count => Warming.Count + Measured.Count;

    /// <summary>All deliveries that may arrive, including late ones of the warm-up.</summary>
    public DeliveryRange All => new(Warming.First, Count);

    public static Supply For(int bodyBytes, TimeSpan warmUp, TimeSpan duration)
    {
        // More than any contestant has reached. If it is not enough, the run is void.
        var perSecond = bodyBytes switch { <= 10_000 => 24_000, <= 100_000 => 6_000, _ => 700 };
        var warming = new DeliveryRange(0, perSecond * (int)warmUp.TotalSeconds);
        return new Supply(warmUp, duration, warming, new DeliveryRange(warming.Count, Math.Max(DeliveryTemplate.DataRows, perSecond * (int)duration.TotalSeconds)));
    }
}
