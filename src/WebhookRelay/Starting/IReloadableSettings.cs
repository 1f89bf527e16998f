namespace WebhookRelay.Starting;

/// <summary>Settings in files that may change while the service runs. Files are compared by content, so that links and timestamps do not matter.</summary>
internal interface IReloadableSettings
{
    /// <summary>The file or folder.</summary>
    string Path { get; }

    /// <summary>The names of ignored files.</summary>
    IReadOnlyList<string> Ignored { get; }

    /// <summary>Whether a change was applied.</summary>
    /// <param name="fault">Why a change is not applied; set once per change.</param>
    bool TryReload(out string? fault);
}
