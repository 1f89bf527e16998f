using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace WebhookRelay.Cli;

/// <summary>A command with usage examples.</summary>
internal sealed class CommandWithExamples(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Whether the help lists the exit codes: the command has some of its own.</summary>
    public bool ShowsExitCodes { get; init; }
}

/// <summary>Prints the help of a command, followed by its examples.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly string[] OfAll =
    [
        "webhook-relay doctor",
        "webhook-relay send --media video --size 100MB",
        "webhook-relay tail",
        "webhook-relay deliveries --state quarantined --from 24h",
        "webhook-relay help",
    ];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var ending = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (ExamplesOf(parseResult.CommandResult.Command) is { Count: > 0 } examples)
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        if (parseResult.CommandResult.Command is RootCommand or CommandWithExamples { ShowsExitCodes: true })
        {
            output.WriteLine(ExitCode.Help);
        }

        return ending;
    }

    public static IReadOnlyList<string> ExamplesOf(Command command) => command switch
    {
        CommandWithExamples exampled => exampled.Examples,
        RootCommand => OfAll,
        _ => [],
    };
}
