using System.CommandLine;

namespace WebhookRelay.Cli.Exporting;

/// <summary><c>export</c>: fetches data rows with Labelbox's Export V2. It needs no relay.</summary>
internal sealed class ExportCommand(CliContext context)
{
    public const string Name = "export";

    public Command Build()
    {
        var labelbox = new LabelboxConnectionOptions(context);
        var run = new RunOptions();
        var command = new CommandWithExamples(
            Name, "Exports data rows from Labelbox (Export V2) as NDJSON, in constant memory. An interrupted export can be resumed.",
            "webhook-relay export project \"Street scenes\" --all-details",
            "webhook-relay export resume --last",
            "webhook-relay export project --help")
        {
            Scope(ExportScope.Project, "project", "Exports a project: every data row of its batches, labeled or not.",
                "webhook-relay export project \"Street scenes\" --label-details --performance-details",
                "webhook-relay export project clproject0000000000000001 --since 24h --workflow-status Done -o done.ndjson",
                "webhook-relay export project clproject0000000000000001 --all-details --where status=DONE --gzip --split-size 1GB",
                "webhook-relay export project clproject0000000000000001 --output - | jq .data_row.global_key"),
            Scope(ExportScope.Dataset, "dataset", "Exports a dataset. Labels are included for --project-ids or --all-projects.",
                "webhook-relay export dataset \"Street scenes\" --all-projects --label-details"),
            Scope(ExportScope.Catalog, "catalog", "Exports the whole catalog, or the rows of it that match. Labels are included for --project-ids or --all-projects.",
                "webhook-relay export catalog --last-activity-at 2026-01-31..2026-02-07 --project-ids clproject0000000000000001"),
            Scope(ExportScope.Slice, "slice", "Exports a slice of the catalog. Slices of models cannot be exported.",
                "webhook-relay export slice clslice000000000000000001 --metadata-fields"),
            Scope(ExportScope.ModelRun, "model-run", "Exports a model run.",
                "webhook-relay export model-run clmodelrun00000000000001 --predictions --model-run-details",
                "webhook-relay export model-run \"Detector/run 3\" --predictions"),
            Scope(ExportScope.Rows, "rows", "Exports rows by id or global key, any number of them. Those that do not come are listed in a file.",
                "webhook-relay export rows --ids-file ids.txt --all-projects --label-details",
                "webhook-relay export rows --global-keys street-1 street-2 --output -"),
            new ResumeCommand(context, labelbox, run).Build(),
            new ListCommand(context, labelbox).Build(),
            new CancelCommand(context, labelbox).Build(),
        };
        labelbox.AddTo(command);
        return command;

        Command Scope(ExportScope scope, string name, string description, params string[] examples) =>
            new ScopeCommand(scope, context, labelbox, run).Build(name, description, examples);
    }
}
