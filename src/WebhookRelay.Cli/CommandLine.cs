using System.CommandLine;
using System.CommandLine.Help;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Completing;
using WebhookRelay.Cli.Deliveries;
using WebhookRelay.Cli.Doctor;
using WebhookRelay.Cli.Exporting;
using WebhookRelay.Cli.Listening;
using WebhookRelay.Cli.Operating;
using WebhookRelay.Cli.Output;
using WebhookRelay.Cli.Proving;
using WebhookRelay.Cli.Replaying;
using WebhookRelay.Cli.Sending;
using WebhookRelay.Cli.Subscriptions;
using WebhookRelay.Cli.Tailing;

namespace WebhookRelay.Cli;

/// <summary>Builds the commands, runs one, and maps its exceptions to exit codes.</summary>
internal static class CommandLine
{
    /// <summary>Long enough to ask the relay to cancel a running replay.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(string[] args, CliContext context, CancellationToken cancellationToken = default)
    {
        // An id can begin with @, which System.CommandLine would read as a response file.
        var parse = Build(context).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Errors.Count > 0 && parse.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            return UsageErrors.Print(parse, context.Error);
        }

        try
        {
            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = context.Output,
                    Error = context.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = ShutdownTimeout,
                },
                cancellationToken);
        }
        catch (CommandException fault)
        {
            new Screen(context).Fault(fault);
            return fault.Code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException) when (context.Output is not StringWriter)
        {
            // The reader of the output has closed the pipe, as head does.
            return ExitCode.Failed;
        }
    }

    public static RootCommand Build(CliContext context)
    {
        var admins = new AdminOptions(context);
        var root = new RootCommand("The command line of WebhookRelay: send, follow, find, replay and prove deliveries, export data rows, and diagnose the relay.")
        {
            new SendCommand(context).Build(),
            new TailCommand(context, admins).Build(),
            new ListenCommand(context, admins).Build(),
            new DeliveriesCommand(context, admins).Build(),
            new FindCommand(context, admins).Build(),
            new ActivityCommand(context, admins).Build(),
            new RefusalsCommand(context, admins).Build(),
            new ReplayCommand(context, admins).Build(),
            new ProveCommand(context, admins).Build(),
            new SubscriptionsCommand(context, admins).Build(),
            new ExportCommand(context).Build(),
            new DoctorCommand(context, admins).Build(),
            new StatusCommand(context, admins).Build(),
            new SubscribersCommand(context, admins).Build(),
            new BackupCommand(context, admins).Build(),
            new VerifyCommand(context, admins).Build(),
            new CompletionCommand(context).Build(),
        };
        admins.AddTo(root.Subcommands.Where(command => command.Name is not (ExportCommand.Name or CompletionCommand.Name)));
        root.Subcommands.Add(new CompletionCommand(context).Answers(root));
        root.Subcommands.Add(new HelpCommand().Build(root));
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            var help = new HelpWithExamples((HelpAction)option.Action!);
            option.Action = help;
            ShowHelpOfGroups(root, help);
        }

        return root;
    }

    /// <summary>A command that only has subcommands shows its help.</summary>
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
