using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>How long is sent, and which part of a delivery file is for warming up and which for the measurement.</summary>
internal sealed record Supply(TimeSpan WarmUp, TimeSpan Duration, DeliveryRange Warming, DeliveryRange Measured)
{
    public int Count => Warming.Count + Measured.Count;

    /// <summary>All that may arrive: the last of the warming up may come late.</summary>
    public DeliveryRange All => new(Warming.First, Count);

    public static Supply For(int bodyBytes, TimeSpan warmUp, TimeSpan duration)
    {
        // More than any contestant took; a run for which it is too little is void and says so.
        var perSecond = bodyBytes switch { <= 10_000 => 24_000, <= 100_000 => 6_000, _ => 700 };
        var warming = new DeliveryRange(0, perSecond * (int)warmUp.TotalSeconds);
        return new Supply(warmUp, duration, warming, new DeliveryRange(warming.Count, Math.Max(DeliveryTemplate.DataRows, perSecond * (int)duration.TotalSeconds)));
    }
}
