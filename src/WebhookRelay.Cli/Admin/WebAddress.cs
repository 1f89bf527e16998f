namespace WebhookRelay.Cli.Admin;

internal static class WebAddress
{
    /// <summary>An address under which paths can be put.</summary>
    /// <exception cref="CommandFault">It is none. It is not repeated, since it may hold a password.</exception>
    public static Uri Of(string text, string option) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? uri
            : throw new CommandFault(ExitCode.Usage, $"{option} must be an http address without a user, such as http://127.0.0.1:3002.");

    /// <summary>An address to post to, with its path and query as they were given.</summary>
    /// <exception cref="CommandFault">It is none. It is not repeated, since it may hold a password.</exception>
    public static Uri Endpoint(string text, string option) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Fragment: "" }
            ? uri
            : throw new CommandFault(ExitCode.Usage, $"{option} must be an http address without a user, such as http://localhost:8000/hook.");

    /// <summary>As it was given.</summary>
    public static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
