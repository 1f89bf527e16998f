using System.CommandLine;
using System.CommandLine.Help;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Completing;
using WebhookRelay.Cli.Deliveries;
using WebhookRelay.Cli.Doctor;
using WebhookRelay.Cli.Listening;
using WebhookRelay.Cli.Operating;
using WebhookRelay.Cli.Output;
using WebhookRelay.Cli.Proving;
using WebhookRelay.Cli.Replaying;
using WebhookRelay.Cli.Sending;
using WebhookRelay.Cli.Subscriptions;
using WebhookRelay.Cli.Tailing;

namespace WebhookRelay.Cli;

/// <summary>Every command, and how each ends.</summary>
internal static class CommandLine
{
    /// <summary>Long enough to ask the relay to cancel what was begun.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(string[] args, Surroundings around, CancellationToken cancellationToken = default)
    {
        // An id may begin with an @, which would otherwise name a file of arguments.
        var parse = Build(around).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Errors.Count > 0 && parse.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            return UsageFault.Tell(parse, around.Error);
        }

        try
        {
            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = around.Output,
                    Error = around.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = EndsWithin,
                },
                cancellationToken);
        }
        catch (CommandFault fault)
        {
            new Screen(around).Fault(fault);
            return fault.Code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException) when (around.Output is not StringWriter)
        {
            // Whoever read the output has gone, as head does.
            return ExitCode.Failed;
        }
    }

    public static RootCommand Build(Surroundings around)
    {
        var admins = new AdminOptions(around);
        var root = new RootCommand("The operator's tool of WebhookRelay: send, follow, find, replay and prove deliveries, and see what is wrong.")
        {
            new SendCommand(around).Build(),
            new TailCommand(around, admins).Build(),
            new ListenCommand(around, admins).Build(),
            new DeliveriesCommand(around, admins).Build(),
            new ReplayCommand(around, admins).Build(),
            new ProveCommand(around, admins).Build(),
            new SubscriptionsCommand(around, admins).Build(),
            new DoctorCommand(around, admins).Build(),
            new StatusCommand(around, admins).Build(),
            new SubscribersCommand(around, admins).Build(),
            new BackupCommand(around, admins).Build(),
            new VerifyCommand(around, admins).Build(),
            new CompletionCommand(around).Build(),
        };
        root.Subcommands.Add(new CompletionCommand(around).Answers(root));
        root.Subcommands.Add(new HelpCommand().Build(root));
        admins.AddTo(root);
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            var help = new HelpWithExamples((HelpAction)option.Action!);
            option.Action = help;
            ShowHelpOfGroups(root, help);
        }

        return root;
    }

    /// <summary>A command that only has commands under it shows its help.</summary>
    private static void ShowHelpOfGroups(Command command, HelpWithExamples help)
    {
        if (command.Subcommands.Count > 0 && command.Action is null)
        {
            command.SetAction(help.Invoke);
        }

        foreach (var each in command.Subcommands)
        {
            ShowHelpOfGroups(each, help);
        }
    }
}
