namespace WebhookRelay.Inspector.Layout;

/// <param name="To">The path to open after the login.</param>
/// <param name="Fault">Why the last try failed; null before the first.</param>
public sealed record LoginView(string To, string? Fault);

/// <param name="To">The path and query that the link leads to.</param>
public sealed record BounceView(string To);

/// <summary>A page that cannot be shown, and what to do next.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Detail">Its cause.</param>
/// <param name="Next">What to do.</param>
/// <param name="Link">Where to continue.</param>
/// <param name="LinkText">The text of that link.</param>
public sealed record ErrorView(string Title, string Detail, string Next, string Link = "/inspect", string LinkText = "Open the overview");
