using System.CommandLine;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Completing;

/// <summary><c>completion &lt;shell&gt;</c>: prints a script that calls the hidden command <c>complete</c> for each Tab.</summary>
internal sealed class CompletionCommand(CliContext context)
{
    public const string Name = "completion";

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _webhook_relay() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(webhook-relay complete --position "$COMP_POINT" -- "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _webhook_relay webhook-relay
            """,
        ["zsh"] = """
            #compdef webhook-relay
            _webhook_relay() {
                local -a answers
                answers=("${(@f)$(webhook-relay complete --position "${#${:-$words[1,CURRENT]}}" -- "$words[1,CURRENT]" 2>/dev/null)}")
                compadd -a answers
            }
            compdef _webhook_relay webhook-relay
            """,
        ["fish"] = """
            complete -c webhook-relay -f -a '(webhook-relay complete --position (commandline -C) -- (commandline -cp | string collect) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName webhook-relay -ScriptBlock {
                param($word, $line, $position)
                webhook-relay complete --position $position -- "$line" 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh, fish or pwsh" };

    public Command Build()
    {
        _shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new CommandWithExamples(
            Name, "Prints a shell script that completes commands, options and values.",
            "source <(webhook-relay completion bash)",
            "webhook-relay completion zsh > ~/.zfunc/_webhook-relay",
            "webhook-relay completion fish > ~/.config/fish/completions/webhook-relay.fish",
            "webhook-relay completion pwsh | Out-String | Invoke-Expression")
        {
            _shell,
        };
        command.SetAction(parse =>
        {
            context.Output.WriteLine(Scripts[parse.GetValue(_shell)!]);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The hidden command that lists the completions at a position of a command line.</summary>
    public Command Answers(RootCommand root)
    {
        var position = new Option<int?>("--position") { Description = "The cursor position" };
        var line = new Argument<string>("line") { Description = "The command line" };
        var command = new Command("complete", "Lists completions for the scripts of 'completion'.") { position, line };
        command.Hidden = true;
        command.SetAction(parse =>
        {
            var typed = parse.GetValue(line)!;
            var name = typed.IndexOf(' ', StringComparison.Ordinal);
            var rest = name < 0 ? string.Empty : typed[(name + 1)..];
            var at = Math.Clamp((parse.GetValue(position) ?? typed.Length) - (typed.Length - rest.Length), 0, rest.Length);
            var screen = new Screen(context);
            foreach (var completion in root.Parse(rest[..at]).GetCompletions(at).Select(each => each.Label).Distinct(StringComparer.Ordinal))
            {
                screen.Line(completion);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
