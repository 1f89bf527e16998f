namespace WebhookRelay.Inspector.Layout;

/// <summary>What every page shows or needs, besides its own content.</summary>
/// <param name="Relay">The name of the relay process.</param>
/// <param name="Version">Its version.</param>
/// <param name="Section">The part of the navigation to mark; empty for none.</param>
/// <param name="Path">The path and query of the page.</param>
/// <param name="IsDevelopment">Whether the Development-only page is offered.</param>
/// <param name="CanChange">Whether the session may replay, reveal and apply.</param>
/// <param name="SignedIn">Whether there is a session to end.</param>
/// <param name="Token">Goes with every form; null without a session.</param>
/// <param name="Admin">The option that leads the command line to this relay; empty where its default does.</param>
/// <param name="Assets">The addresses of style sheet, script and icon.</param>
public sealed record PageContext(
    string Relay, string Version, string Section, string Path, bool IsDevelopment, bool CanChange, bool SignedIn, string? Token, string Admin, AssetAddresses Assets)
{
    /// <summary>Whether the caller may see anything: the login page has no navigation.</summary>
    public bool HasAccess => Token is not null;
}

/// <param name="Style">The style sheet.</param>
/// <param name="Script">The script.</param>
/// <param name="Icon">The icon.</param>
public sealed record AssetAddresses(string Style, string Script, string Icon);
