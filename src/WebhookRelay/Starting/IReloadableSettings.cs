namespace WebhookRelay.Starting;

/// <summary>Settings in files that may change while the service runs. Files are compared by content, so that links and clocks do not matter.</summary>
internal interface IReloadableSettings
{
    /// <summary>The file or folder.</summary>
    string Path { get; }

    /// <summary>Names of files that are there and do not count.</summary>
    IReadOnlyList<string> Ignored { get; }

    /// <summary>Whether something changed and counts from now on.</summary>
    /// <param name="fault">Why a change does not count; told once a change.</param>
    bool TryReload(out string? fault);
}
