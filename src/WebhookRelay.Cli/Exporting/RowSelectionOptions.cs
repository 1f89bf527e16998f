using System.CommandLine;
using WebhookRelay.Cli.Output;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

/// <summary>Which rows to export: the filters of Labelbox's SDK by their names, each on the scopes that accept it. All must match.</summary>
internal sealed class RowSelectionOptions(ExportScope scope, CliContext context)
{
    private readonly Option<string?> _lastActivityAt = new("--last-activity-at") { Description = $"Rows that changed in this time: {TimeRange.Format}", HelpName = "from..to" };
    private readonly Option<string?> _since = new("--since") { Description = "Rows that changed since an age, such as 24h: short for --last-activity-at 24h..", HelpName = "age" };
    private readonly Option<string?> _labelCreatedAt = new("--label-created-at") { Description = "Rows with a label created in this time", HelpName = "from..to" };
    private readonly Option<string[]> _dataRowIds = ExportOptions.Ids("--data-row-ids", "Rows with these ids");
    private readonly Option<string[]> _globalKeys = ExportOptions.Ids("--global-keys", "Rows with these global keys");
    private readonly Option<string?> _idsFile = new("--ids-file") { Description = "Rows with the ids in this file, one a line; - reads the standard input", HelpName = "file" };
    private readonly Option<string?> _globalKeysFile = new("--global-keys-file") { Description = "Rows with the global keys in this file, one a line", HelpName = "file" };
    private readonly Option<string[]> _batchIds = ExportOptions.Ids("--batch-ids", "Rows of these batches; at most 2,000", "--batch");
    private readonly Option<ExportWorkflowStatus?> _workflowStatus = new("--workflow-status") { Description = "Rows in this state", HelpName = "status" };

    public void AddTo(Command command)
    {
        if (scope is ExportScope.Slice or ExportScope.ModelRun)
        {
            return;
        }

        if (scope is not ExportScope.Rows)
        {
            foreach (var option in (Option<string?>[])[_lastActivityAt, _since, _labelCreatedAt])
            {
                option.Must(
                    text => option == _since ? Age.TryParse(text, out var age) && age > TimeSpan.Zero : TimeRange.Parse(text, context.Time.GetUtcNow()) is not null,
                    option == _since ? "an age such as 90m, 12h or 3d" : TimeRange.Format);
                command.Options.Add(option);
            }
        }

        if (scope is ExportScope.Project)
        {
            _workflowStatus.AcceptNames();
            command.Options.Add(_workflowStatus);
            command.Options.Add(_batchIds);
        }

        command.Options.Add(_idsFile);
        command.Options.Add(_globalKeysFile);
        command.Options.Add(_dataRowIds);
        command.Options.Add(_globalKeys);
    }

    public ExportPlan Read(ParseResult parse, ExportPlan plan)
    {
        if (scope is ExportScope.Slice or ExportScope.ModelRun)
        {
            return plan;
        }

        string[] ids = [.. parse.GetValue(_dataRowIds) ?? [], .. IdFile.Read(parse.GetValue(_idsFile), context)];
        string[] keys = [.. parse.GetValue(_globalKeys) ?? [], .. IdFile.Read(parse.GetValue(_globalKeysFile), context)];
        if (ids.Length > 0 && keys.Length > 0)
        {
            throw new CommandException(ExitCode.Usage, "Rows can be selected by ids or by global keys, not by both.");
        }

        if (scope is ExportScope.Rows && ids.Length + keys.Length is 0)
        {
            throw new CommandException(ExitCode.Usage, "No rows are selected.", "Pass --ids-file, --global-keys-file, --data-row-ids or --global-keys.");
        }

        if (scope is not ExportScope.Rows)
        {
            plan = plan with { LastActivityAt = Activity(parse), LabelCreatedAt = Range(parse, _labelCreatedAt) };
        }

        plan = plan with { DataRowIds = ids, GlobalKeys = keys };
        return scope is ExportScope.Project
            ? plan with { BatchIds = parse.GetValue(_batchIds) ?? [], WorkflowStatus = parse.GetValue(_workflowStatus) }
            : plan;
    }

    private TimeRange? Activity(ParseResult parse) => (parse.GetValue(_since), parse.GetValue(_lastActivityAt)) switch
    {
        ({ }, { }) => throw new CommandException(ExitCode.Usage, "Pass --since or --last-activity-at, not both."),
        ({ } since, null) => TimeRange.Parse($"{since}..", context.Time.GetUtcNow()),
        _ => Range(parse, _lastActivityAt),
    };

    private TimeRange? Range(ParseResult parse, Option<string?> option) =>
        parse.GetValue(option) is { } text ? TimeRange.Parse(text, context.Time.GetUtcNow()) : null;
}
