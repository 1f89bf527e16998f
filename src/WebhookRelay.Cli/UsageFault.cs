using System.CommandLine;
using System.CommandLine.Parsing;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli;

/// <summary>Says what cannot be understood of a command line, without repeating a value: it may be a secret in the wrong place.</summary>
internal static class UsageFault
{
    public static int Tell(ParseResult parse, TextWriter error)
    {
        List<string> unknown = [.. parse.UnmatchedTokens.Where(token => token.StartsWith('-')).Select(token => $"There is no option {token.Split('=', ':')[0]}.")];
        if (unknown.Count is 0 && parse.UnmatchedTokens.Count > 0)
        {
            unknown.Add("There is one argument too many, or no such command.");
        }

        // The parser's own words repeat a token that matches nothing, or is of another kind.
        var others = parse.Errors.Select(fault => fault.Message)
            .Where(message => !message.StartsWith("Cannot parse argument", StringComparison.Ordinal))
            .Where(message => !parse.UnmatchedTokens.Any(token => message.Contains($"'{token}'", StringComparison.Ordinal)));
        foreach (var fault in unknown.Concat(others).Distinct(StringComparer.Ordinal).DefaultIfEmpty("A value cannot be understood."))
        {
            error.WriteLine(Harmless.Text($"webhook-relay: {fault}"));
        }

        error.WriteLine($"  See: {NameOf(parse.CommandResult)} --help");
        return ExitCode.Usage;
    }

    private static string NameOf(CommandResult command) => command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "webhook-relay";
}
