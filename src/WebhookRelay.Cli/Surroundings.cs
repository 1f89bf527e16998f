using System.Net;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Cli;

/// <summary>What the program has around it. A test gives it others.</summary>
internal sealed record Surroundings(TextWriter Output, TextWriter Error, TextReader Input, Func<string, string?> Variable, TimeProvider Time)
{
    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public bool InputIsTerminal { get; init; }

    /// <summary>Of the terminal, in columns.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Where the programs of this user keep what is theirs, a relay in Development among them.</summary>
    public required string UserData { get; init; }

    /// <summary>How an address is reached. No redirect is followed: it would take the key to wherever it leads.</summary>
    public Func<Uri, HttpMessageHandler> Network { get; init; } = _ => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = new ExternalProxy(HttpClient.DefaultProxy),
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        Expect100ContinueTimeout = TimeSpan.FromSeconds(5),
    };

    public static Surroundings OfThisProcess() => new(Console.Out, Console.Error, Console.In, Environment.GetEnvironmentVariable, TimeProvider.System)
    {
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
        Width = WidthOfTerminal(),
        UserData = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
    };

    private static int WidthOfTerminal()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : 80;
        }
        catch (IOException)
        {
            // There is none.
            return 80;
        }
    }

    /// <summary>A variable that is set to something.</summary>
    public string? Given(string variable) => Variable(variable) is { Length: > 0 } value ? value : null;
}
