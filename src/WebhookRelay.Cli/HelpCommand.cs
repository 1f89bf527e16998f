using System.CommandLine;

namespace WebhookRelay.Cli;

/// <summary><c>help</c>: the help of every command, one after the other; <c>help replay list</c>: of one.</summary>
internal sealed class HelpCommand
{
    private readonly Argument<string[]> _path = new("command") { Description = "A command by its words; without one, every command", Arity = ArgumentArity.ZeroOrMore };

    public Command Build(RootCommand root)
    {
        var command = new ExampledCommand(
            "help", "Prints the whole help: every command with its options and examples.",
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
                    ?? throw new CommandFault(ExitCode.Usage, "There is no such command.", "webhook-relay --help lists them.");
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
