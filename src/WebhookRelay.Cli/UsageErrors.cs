using System.CommandLine;
using System.CommandLine.Parsing;
using WebhookRelay.Cli.Output;
using WebhookRelay.Starting;

namespace WebhookRelay.Cli;

/// <summary>Reports an invalid command line without repeating a value, which may be a secret in the wrong place.</summary>
internal static class UsageErrors
{
    public static int Print(ParseResult parse, TextWriter error)
    {
        List<string> unknown = [.. parse.UnmatchedTokens.Where(token => token.StartsWith('-')).Select(token => UnknownOption(token, parse.CommandResult.Command))];
        if (unknown.Count is 0 && parse.UnmatchedTokens.Count > 0)
        {
            unknown.Add($"An argument is not expected here, or it is an unknown command.{Suggest(parse.UnmatchedTokens[0], parse.CommandResult.Command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name))}");
        }

        // The parser's own messages repeat tokens that do not match or do not convert.
        var others = parse.Errors.Select(fault => fault.Message)
            .Where(message => !message.StartsWith("Cannot parse argument", StringComparison.Ordinal))
            .Where(message => !parse.UnmatchedTokens.Any(token => message.Contains($"'{token}'", StringComparison.Ordinal)));
        foreach (var fault in unknown.Concat(others).Distinct(StringComparer.Ordinal).DefaultIfEmpty("A value is invalid."))
        {
            error.WriteLine(TerminalSanitizer.Sanitize($"webhook-relay: {OnOneLine(fault)}"));
        }

        error.WriteLine($"  See: {NameOf(parse.CommandResult)} --help");
        return ExitCode.Usage;
    }

    /// <summary>The parser lists the allowed values in lines of their own.</summary>
    private static string OnOneLine(string fault) => string.Join(' ', fault.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Names an unknown option without its value.</summary>
    public static string UnknownOption(string token, Command command)
    {
        var name = token.Split('=', ':')[0];
        return $"Unknown option {name}.{Suggest(name, OptionsOf(command))}";
    }

    /// <summary>Suggests known names only, because the typed text may be a secret.</summary>
    private static string Suggest(string typed, IEnumerable<string> known) => NameSuggestions.FindNearest(typed, known) is { } name ? $" Did you mean {name}?" : string.Empty;

    private static IEnumerable<string> OptionsOf(Command command) => command.Options
        .Concat(Above(command).SelectMany(each => each.Options).Where(option => option.Recursive))
        .Where(option => !option.Hidden)
        .SelectMany(option => option.Aliases.Append(option.Name))
        .Where(name => name.StartsWith("--", StringComparison.Ordinal));

    private static IEnumerable<Command> Above(Command command) => command.Parents.OfType<Command>().SelectMany(parent => Above(parent).Prepend(parent));

    private static string NameOf(CommandResult command) => command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "webhook-relay";
}
