namespace WebhookRelay.Labelbox.Exports;

/// <summary>Exponential back-off: each pause is half again as long as the one before, with 20 % of jitter.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan _next = first;

    public TimeSpan Next()
    {
        var now = _next;
        _next = TimeSpan.FromTicks(Math.Min(now.Ticks * 3 / 2, longest.Ticks));
        return Spread(now, 0.8, 1.2);
    }

    /// <summary>The requested pause, lengthened by up to 20 %.</summary>
    public static TimeSpan Jitter(TimeSpan requested) => Spread(requested, 1, 1.2);

#pragma warning disable CA5394 // A pause needs no secret.
    private static TimeSpan Spread(TimeSpan wait, double least, double most) => wait * (least + (Random.Shared.NextDouble() * (most - least)));
#pragma warning restore CA5394
}
