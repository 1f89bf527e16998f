namespace WebhookRelay.Telemetry;

/// <summary>How something we depend on is doing, as health shows it.</summary>
/// <param name="Health">Whether it does its work.</param>
/// <param name="Reason">Why it is not up; null while it is. Never holds an address with its password.</param>
/// <param name="Since">When it became so.</param>
internal sealed record DependencyState(DependencyHealth Health, string? Reason, DateTimeOffset Since);

internal enum DependencyHealth
{
    /// <summary>It does its work.</summary>
    Up = 0,

    /// <summary>We go on without it, or with less of it.</summary>
    Degraded,

    /// <summary>We cannot do our work without it.</summary>
    Down,

    /// <summary>The configuration does not ask for it.</summary>
    NotConfigured,
}
