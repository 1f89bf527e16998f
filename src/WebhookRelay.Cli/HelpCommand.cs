using System.CommandLine;

namespace WebhookRelay.Cli;

/// <summary><c>help</c> prints the help of every command; <c>help replay list</c> prints the help of one.</summary>
internal sealed class HelpCommand
{
    private readonly Argument<string[]> _path = new("command") { Description = "The command, such as 'replay list'; without it, every command", Arity = ArgumentArity.ZeroOrMore };

    public Command Build(RootCommand root)
    {
        var command = new CommandWithExamples(
            "help", "Prints the help of every command, with its options and examples.",
            "webhook-relay help",
            "webhook-relay help replay list")
        {
            _path,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var path = parse.GetValue(_path) ?? [];
            Command asked = root;
            foreach (var word in path)
            {
                asked = asked.Subcommands.FirstOrDefault(each => string.Equals(each.Name, word, StringComparison.OrdinalIgnoreCase))
                    ?? throw new CommandException(ExitCode.Usage, "Unknown command.", "webhook-relay --help lists the commands.");
            }

            List<string[]> paths = path.Length > 0 ? [path] : [.. PathsOf(root, [])];
            foreach (var each in paths)
            {
                await root.Parse([.. each, "--help"]).InvokeAsync(parse.InvocationConfiguration, cancellationToken);
            }

            return ExitCode.Done;
        });
        return command;
    }

    public static IEnumerable<string[]> PathsOf(Command command, string[] path) =>
        command.Subcommands.Where(each => !each.Hidden).SelectMany(each => PathsOf(each, [.. path, each.Name])).Prepend(path);
}
