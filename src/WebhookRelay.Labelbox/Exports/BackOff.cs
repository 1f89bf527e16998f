namespace WebhookRelay.Labelbox.Exports;

/// <summary>Pauses that grow by half, each shortened or lengthened by up to a fifth, so that callers do not stay in step.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan _next = first;

    public TimeSpan Next()
    {
        var now = _next;
        _next = TimeSpan.FromTicks(Math.Min(now.Ticks * 3 / 2, longest.Ticks));
        return Spread(now, 0.8, 1.2);
    }

    /// <summary>At least as long as was asked for.</summary>
    public static TimeSpan Jitter(TimeSpan asked) => Spread(asked, 1, 1.2);

#pragma warning disable CA5394 // A pause needs no secret.
    private static TimeSpan Spread(TimeSpan wait, double least, double most) => wait * (least + (Random.Shared.NextDouble() * (most - least)));
#pragma warning restore CA5394
}
