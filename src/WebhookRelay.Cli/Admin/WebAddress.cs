namespace WebhookRelay.Cli.Admin;

internal static class WebAddress
{
    /// <summary>Parses a base address, to which paths are appended.</summary>
    /// <exception cref="CommandException">It is invalid. The message omits it, because it may contain a password.</exception>
    public static Uri Of(string text, string option) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? uri
            : throw new CommandException(ExitCode.Usage, $"{option} must be an http address without a user, such as http://127.0.0.1:3002.");

    /// <summary>Parses an address to post to, with its path and query.</summary>
    /// <exception cref="CommandException">It is invalid. The message omits it, because it may contain a password.</exception>
    public static Uri Endpoint(string text, string option) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Fragment: "" }
            ? uri
            : throw new CommandException(ExitCode.Usage, $"{option} must be an http address without a user, such as http://localhost:8000/hook.");

    /// <summary>The address as the user entered it.</summary>
    public static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
