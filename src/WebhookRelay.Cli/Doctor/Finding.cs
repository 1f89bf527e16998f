namespace WebhookRelay.Cli.Doctor;

/// <summary>What a finding means, from good to bad.</summary>
internal enum Severity
{
    /// <summary>It is as it should be.</summary>
    Well,

    /// <summary>Worth knowing; nothing to do.</summary>
    Note,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Broken.</summary>
    Fault,
}

/// <param name="Subject">What was looked at.</param>
/// <param name="What">What was seen.</param>
/// <param name="Remedy">What to do about it; null where there is nothing to do.</param>
internal sealed record Finding(Severity Severity, string Subject, string What, string? Remedy = null);
