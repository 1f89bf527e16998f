using WebhookRelay.Cli;

namespace WebhookRelay.Tests.Cli;

/// <summary>Runs the command line in an isolated context that the test provides.</summary>
internal sealed class CliRun
{
    private const string NoFolder = "/no-such-folder";

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public FakeRelay Relay { get; } = new();

    public StringWriter Output { get; } = new();

    public StringWriter Error { get; } = new();

    /// <summary>The bytes of the standard output, which only exports write.</summary>
    public MemoryStream Bytes { get; } = new();

    public string Input { get; init; } = string.Empty;

    public bool IsTerminal { get; init; }

    public int Width { get; init; } = 200;

    public string UserData { get; init; } = NoFolder;

    public string? UserName { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public CancellationTokenSource CtrlC { get; } = new();

    public string this[string variable]
    {
        set => _variables[variable] = value;
    }

    public async Task<int> RunAsync(params string[] arguments)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(CtrlC.Token, TestContext.Current.CancellationToken);
        var context = new CliContext(TextWriter.Synchronized(Output), TextWriter.Synchronized(Error), new StringReader(Input), _variables.GetValueOrDefault, Time)
        {
            OutputIsTerminal = IsTerminal,
            ErrorIsTerminal = IsTerminal,
            InputIsTerminal = IsTerminal,
            Width = Width,
            OpenOutput = () => Bytes,
            UserData = UserData,
            UserName = UserName,
            Network = _ => Relay,
        };
        return await WebhookRelay.Cli.CommandLine.RunAsync(arguments, context, both.Token);
    }

    public static async Task<(int Code, string Output, string Error)> OfAsync(FakeRelay relay, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var context = new CliContext(output, error, TextReader.Null, _ => null, TimeProvider.System) { UserData = NoFolder, Network = _ => relay };
        return (await WebhookRelay.Cli.CommandLine.RunAsync(arguments, context, TestContext.Current.CancellationToken), output.ToString(), error.ToString());
    }
}
