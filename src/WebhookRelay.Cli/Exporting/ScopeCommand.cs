using System.CommandLine;

namespace WebhookRelay.Cli.Exporting;

/// <summary><c>export project</c> and the other scopes: each has the options that Labelbox accepts for it.</summary>
internal sealed class ScopeCommand(ExportScope scope, CliContext context, LabelboxConnectionOptions labelbox, RunOptions run)
{
    private readonly ContentOptions _content = new(scope);
    private readonly RowSelectionOptions _selection = new(scope, context);
    private readonly OutputOptions _output = new();
    private readonly Argument<string> _which = new(scope is ExportScope.Slice ? "id" : "name or id") { Description = DescriptionOf(scope) };
    private readonly Option<bool> _detach = new("--detach") { Description = "Start the export, print its task's id and end; 'export resume' reads it" };

    public Command Build(string name, string description, params string[] examples)
    {
        var command = new CommandWithExamples(name, description, examples) { ShowsExitCodes = true };
        if (scope is not (ExportScope.Catalog or ExportScope.Rows))
        {
            command.Arguments.Add(_which);
        }

        _selection.AddTo(command);
        _content.AddTo(command);
        _output.AddTo(command);
        command.Options.Add(_detach);
        run.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var plan = _selection.Read(parse, _content.Read(parse, new ExportPlan { Scope = scope }, Needed(parse)));
        var options = run.Read(parse, parse.GetValue(_detach));
        await using var connection = labelbox.Open(parse, options.Timeout);
        plan = plan with { Id = await IdAsync(parse, connection, cancellationToken) };
        var output = _output.Read(parse, plan);
        if (options.Detach && output.IsStandardOutput)
        {
            throw new CommandException(ExitCode.Usage, "--detach writes nothing to the standard output.", "Pass --output with the file that 'export resume' will write.");
        }

        var checkpoint = new ExportCheckpoint { TaskName = $"webhook-relay {plan.Title} {Guid.NewGuid():N}", StartedAt = context.Time.GetUtcNow(), Plan = plan, Output = output };
        return await new ExportRunner(connection.Exports, new CheckpointStore(context), context, options).RunAsync(checkpoint, isResumed: false, cancellationToken);
    }

    private IReadOnlyList<string> Needed(ParseResult parse)
    {
        var needed = _output.NeededContent(parse);
        return needed.FirstOrDefault(flag => !_content.Accepts(flag)) is { } missing
            ? throw new CommandException(ExitCode.Usage, $"This filter reads what {missing} includes, and an export of this scope cannot include it.")
            : needed;
    }

    private async Task<string?> IdAsync(ParseResult parse, LabelboxConnection connection, CancellationToken cancellationToken)
    {
        if (scope is ExportScope.Catalog or ExportScope.Rows)
        {
            return null;
        }

        try
        {
            return await new ScopeLookup(connection.Listing).IdAsync(scope, parse.GetValue(_which)!, cancellationToken);
        }
        catch (Exception fault) when (ExportFaults.Of(fault, resume: null) is not null)
        {
            throw ExportFaults.Of(fault, resume: null)!;
        }
    }

    private static string DescriptionOf(ExportScope scope) => scope switch
    {
        ExportScope.Project => "The project's name or id",
        ExportScope.Dataset => "The dataset's name or id",
        ExportScope.Slice => "The slice's id",
        _ => "The model run's id, or 'model/run' by their names",
    };
}
