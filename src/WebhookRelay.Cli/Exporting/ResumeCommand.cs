using System.CommandLine;

namespace WebhookRelay.Cli.Exporting;

/// <summary><c>export resume</c>: continues at the byte where an export ended, or reads a task that was started elsewhere.</summary>
internal sealed class ResumeCommand(CliContext context, LabelboxConnectionOptions labelbox, RunOptions run)
{
    private readonly Argument<string?> _which = new("task or file") { Description = "The task's id, or the output file", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _last = new("--last") { Description = "The export of this user that was started last and is not finished" };
    private readonly OutputOptions _output = new();

    public Command Build()
    {
        var command = new CommandWithExamples(
            "resume", "Continues an export where it ended, also after a crash. With --output, reads any task of the key's user, from its start.",
            "webhook-relay export resume --last",
            "webhook-relay export resume rows.ndjson",
            "webhook-relay export resume clexporttask0000000000001 --output rows.ndjson.gz")
        {
            ShowsExitCodes = true,
        };
        command.Arguments.Add(_which);
        command.Options.Add(_last);
        _output.AddTo(command);
        run.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var store = new CheckpointStore(context);
        var which = parse.GetValue(_which);
        if (which is null != parse.GetValue(_last))
        {
            throw new CommandException(ExitCode.Usage, "Pass either a task or file, or --last.", "webhook-relay export list");
        }

        var (checkpoint, isNew) = _output.IsSpecified(parse)
            ? (New(parse, which ?? throw new CommandException(ExitCode.Usage, "With --last, the output is known.")), true)
            : (Known(store, which), false);
        var options = run.Read(parse, detach: false);
        await using var connection = labelbox.Open(parse, options.Timeout);
        return await new ExportRunner(connection.Exports, store, context, options).RunAsync(checkpoint, isResumed: !isNew, cancellationToken);
    }

    private static ExportCheckpoint Known(CheckpointStore store, string? which) =>
        (which is null ? store.All() is [var newest, ..] ? newest : null : store.Find(which))
            ?? throw new CommandException(ExitCode.Failed, "There is no checkpoint of this export.", "Pass --output FILE to read the task from its start. webhook-relay export list shows the tasks.");

    private ExportCheckpoint New(ParseResult parse, string task)
    {
        var plan = new ExportPlan { Scope = ExportScope.Task, Id = task };
        return new ExportCheckpoint { TaskName = $"webhook-relay {plan.Title} {Guid.NewGuid():N}", StartedAt = context.Time.GetUtcNow(), Plan = plan, Output = _output.Read(parse, plan), TaskIds = [task] };
    }
}
