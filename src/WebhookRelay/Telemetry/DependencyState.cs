namespace WebhookRelay.Telemetry;

/// <summary>The state of a dependency, as shown in health.</summary>
/// <param name="Health">Whether it works.</param>
/// <param name="Reason">Why it is not up; null while it is. Never contains credentials.</param>
/// <param name="Since">When the state was reached.</param>
internal sealed record DependencyState(DependencyHealth Health, string? Reason, DateTimeOffset Since);

internal enum DependencyHealth
{
    /// <summary>It works.</summary>
    Up = 0,

    /// <summary>The service continues without it, or with reduced function.</summary>
    Degraded,

    /// <summary>The service cannot work without it.</summary>
    Down,

    /// <summary>It is not configured.</summary>
    NotConfigured,
}
