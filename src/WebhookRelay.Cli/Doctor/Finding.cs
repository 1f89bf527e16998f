namespace WebhookRelay.Cli.Doctor;

/// <summary>The severity of a finding, from good to bad.</summary>
internal enum Severity
{
    /// <summary>As expected.</summary>
    Ok,

    /// <summary>Information only; no action needed.</summary>
    Note,

    /// <summary>Needs attention.</summary>
    Warning,

    /// <summary>Broken.</summary>
    Fault,
}

/// <param name="Subject">What was checked.</param>
/// <param name="What">The result.</param>
/// <param name="Remedy">What to do about it; null if no action is needed.</param>
internal sealed record Finding(Severity Severity, string Subject, string What, string? Remedy = null);
