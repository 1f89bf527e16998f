using System.CommandLine;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Exporting;

/// <summary><c>export cancel</c>: asks Labelbox to cancel a task.</summary>
internal sealed class CancelCommand(CliContext context, LabelboxConnectionOptions labelbox)
{
    private readonly Argument<string> _task = new("task") { Description = "The task's id" };

    public Command Build()
    {
        var command = new CommandWithExamples("cancel", "Asks Labelbox to cancel a running export.", "webhook-relay export cancel clexporttask0000000000001") { _task };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var connection = labelbox.Open(parse);
        var (screen, id) = (new Screen(context), parse.GetValue(_task)!);
        try
        {
            using var export = connection.Exports.Open(id);
            if (await export.GetTaskAsync(cancellationToken) is not { } task)
            {
                throw new CommandException(ExitCode.Failed, $"Labelbox lists no task {id} for this key's user.");
            }

            if (!await export.CancelAsync(cancellationToken))
            {
                throw new CommandException(ExitCode.Failed, $"Labelbox did not cancel task {id}. Its status is {task.StatusText}.");
            }

            screen.Line($"Labelbox canceled task {id}.", LineStyle.Success);
            return ExitCode.Done;
        }
        catch (Exception fault) when (ExportFaults.Of(fault, resume: null) is not null)
        {
            throw ExportFaults.Of(fault, resume: null)!;
        }
    }
}
