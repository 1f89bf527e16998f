using System.CommandLine;
using System.CommandLine.Parsing;
using WebhookRelay.Cli.Output;
using WebhookRelay.Starting;

namespace WebhookRelay.Cli;

/// <summary>Says what cannot be understood of a command line, without repeating a value: it may be a secret in the wrong place.</summary>
internal static class UsageFault
{
    public static int Tell(ParseResult parse, TextWriter error)
    {
        List<string> unknown = [.. parse.UnmatchedTokens.Where(token => token.StartsWith('-')).Select(token => NoOption(token, parse.CommandResult.Command))];
        if (unknown.Count is 0 && parse.UnmatchedTokens.Count > 0)
        {
            unknown.Add($"There is one argument too many, or no such command.{Meant(parse.UnmatchedTokens[0], parse.CommandResult.Command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name))}");
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

    /// <summary>Names an option that there is not, without its value.</summary>
    public static string NoOption(string token, Command command)
    {
        var name = token.Split('=', ':')[0];
        return $"There is no option {name}.{Meant(name, OptionsOf(command))}";
    }

    /// <summary>Only what there is, is told: what was typed may be a secret.</summary>
    private static string Meant(string typed, IEnumerable<string> known) => NameSuggestions.FindNearest(typed, known) is { } name ? $" Did you mean {name}?" : string.Empty;

    private static IEnumerable<string> OptionsOf(Command command) => command.Options
        .Concat(Above(command).SelectMany(each => each.Options).Where(option => option.Recursive))
        .Where(option => !option.Hidden)
        .SelectMany(option => option.Aliases.Append(option.Name))
        .Where(name => name.StartsWith("--", StringComparison.Ordinal));

    private static IEnumerable<Command> Above(Command command) => command.Parents.OfType<Command>().SelectMany(parent => Above(parent).Prepend(parent));

    private static string NameOf(CommandResult command) => command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "webhook-relay";
}
