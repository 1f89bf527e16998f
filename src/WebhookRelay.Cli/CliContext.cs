using System.Net;
using Microsoft.Win32.SafeHandles;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Cli;

/// <summary>The console, environment, clock and network that the commands use. Tests replace them.</summary>
internal sealed record CliContext(TextWriter Output, TextWriter Error, TextReader Input, Func<string, string?> Variable, TimeProvider Time)
{
    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public bool InputIsTerminal { get; init; }

    /// <summary>Opens the standard output for bytes.</summary>
    public Func<Stream> OpenOutput { get; init; } = OpenStandardOutput;

    /// <summary>The width of the terminal in columns.</summary>
    public int Width { get; init; } = 80;

    /// <summary>The local application data folder of the user. A relay in Development stores its secret under it.</summary>
    public required string UserData { get; init; }

    /// <summary>The name of the user, which the relay stores with a replay; null if it has none.</summary>
    public string? UserName { get; init; }

    /// <summary>Creates the HTTP handler for an address. It follows no redirect, which would send the key to another host.</summary>
    public Func<Uri, HttpMessageHandler> Network { get; init; } = _ => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = new ExternalProxy(HttpClient.DefaultProxy),
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        Expect100ContinueTimeout = TimeSpan.FromSeconds(5),
    };

    public static CliContext ForProcess() => new(Console.Out, Console.Error, Console.In, Environment.GetEnvironmentVariable, TimeProvider.System)
    {
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
        Width = WidthOfTerminal(),
        UserName = Environment.UserName is { Length: > 0 } user ? user : null,
        UserData = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
    };

    /// <summary>The console's stream ignores that the reader of a pipe is gone. A file is left to it, because it moves the offset that processes share.</summary>
    private static Stream OpenStandardOutput()
    {
        if (!OperatingSystem.IsWindows())
        {
            var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!output.CanSeek)
            {
                return output;
            }
        }

        return Console.OpenStandardOutput();
    }

    private static int WidthOfTerminal()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : 80;
        }
        catch (IOException)
        {
            // There is no terminal.
            return 80;
        }
    }

    /// <summary>The value of an environment variable; null if it is unset or empty.</summary>
    public string? GetVariable(string variable) => Variable(variable) is { Length: > 0 } value ? value : null;
}
