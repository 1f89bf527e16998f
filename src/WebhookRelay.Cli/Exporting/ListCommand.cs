using System.CommandLine;
using WebhookRelay.Cli.Output;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

/// <summary><c>export list</c>: the exports of the key's user at Labelbox, and which of them can be resumed here.</summary>
internal sealed class ListCommand(CliContext context, LabelboxConnectionOptions labelbox)
{
    private readonly Option<int> _limit = new("--limit") { Description = "The most exports to list (20)", HelpName = "number", DefaultValueFactory = _ => 20 };
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON for each" };

    public Command Build()
    {
        _limit.MustBeBetween(1, 10_000);
        var command = new CommandWithExamples("list", "Lists the exports of the key's user, newest first, and those that can be resumed here.", "webhook-relay export list") { _limit, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var connection = labelbox.Open(parse);
        try
        {
            var tasks = (await connection.Exports.ListAsync(cancellationToken)).Take(parse.GetValue(_limit)).ToList();
            Print(tasks, new CheckpointStore(context).All(), parse.GetValue(_json));
            return ExitCode.Done;
        }
        catch (Exception fault) when (ExportFaults.Of(fault, resume: null) is not null)
        {
            throw ExportFaults.Of(fault, resume: null)!;
        }
    }

    private void Print(List<ExportTask> tasks, IReadOnlyList<ExportCheckpoint> checkpoints, bool json)
    {
        var screen = new Screen(context);
        if (tasks.Count is 0 && !json)
        {
            screen.Notice("Labelbox lists no exports of this user.");
            return;
        }

        var rows = tasks.Select(task => (Task: task, Checkpoint: checkpoints.FirstOrDefault(each => each.TaskIds.Contains(task.Id, StringComparer.Ordinal)))).ToList();
        if (!json)
        {
            screen.Table(
                [new("task"), new("status"), new("created", 1), new("resumable output", 2), new("name", 3, IsText: true)],
                [.. rows.Select(row => new[] { row.Task.Id, row.Task.StatusText, Humanize.Time(row.Task.CreatedAt), row.Checkpoint?.Output.Path, row.Task.Name })]);
            return;
        }

        foreach (var (task, checkpoint) in rows)
        {
            screen.Json(line =>
            {
                line.WriteStartObject();
                line.WriteString("task", task.Id);
                line.WriteString("status", task.StatusText);
                line.WriteString("created", Humanize.Time(task.CreatedAt));
                line.WriteString("name", task.Name);
                line.WriteString("output", checkpoint?.Output.Path);
                line.WriteEndObject();
            });
        }
    }
}
