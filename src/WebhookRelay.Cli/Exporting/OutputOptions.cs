using System.CommandLine;
using WebhookRelay.Cli.Sending;

namespace WebhookRelay.Cli.Exporting;

/// <summary>Where the rows go, and which of them.</summary>
internal sealed class OutputOptions
{
    private const long SmallestSplit = 1000;

    private readonly Option<string?> _output = new("--output", "-o") { Description = "The file of the rows, NDJSON; - is the standard output (default: the scope's name and id)", HelpName = "file" };
    private readonly Option<bool> _gzip = new("--gzip") { Description = "Compress; implied by a name that ends with .gz" };
    private readonly Option<string?> _splitSize = new("--split-size") { Description = "Start a new file (rows-00001.ndjson, …) before this many bytes of rows, such as 1GB", HelpName = "size" };
    private readonly Option<string[]> _where = RowCondition.Option();
    private readonly Option<bool> _skipSkipped = new("--skip-skipped") { Description = "Leave out rows all of whose labels are skipped" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace an output that exists" };

    public void AddTo(Command command)
    {
        _splitSize.Must(text => ByteSize.TryParse(text, out var size) && size >= SmallestSplit, "a size of at least 1kB, such as 500MB or 1GB");
        foreach (var option in (Option[])[_output, _overwrite, _gzip, _splitSize, _where, _skipSkipped])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether an output is named, so that the rows are read from the start.</summary>
    public bool IsSpecified(ParseResult parse) => parse.CommandResult.IsSpecified(_output);

    /// <summary>The content options that the filters read.</summary>
    public IReadOnlyList<string> NeededContent(ParseResult parse) =>
        [.. (parse.GetValue(_where) ?? []).Select(RowCondition.ContentOf).OfType<string>(), .. parse.GetValue(_skipSkipped) ? (string[])[ContentOptions.PerformanceDetails] : []];

    /// <exception cref="CommandException">The output exists, or the options do not fit together.</exception>
    public OutputPlan Read(ParseResult parse, ExportPlan plan)
    {
        var output = OutputPlan.Of(parse.GetValue(_output), plan, parse.GetValue(_gzip)) with
        {
            SplitSize = parse.GetValue(_splitSize) is { } size && ByteSize.TryParse(size, out var bytes) ? bytes : null,
            Where = parse.GetValue(_where) ?? [],
            SkipSkipped = parse.GetValue(_skipSkipped),
        };
        if (output.IsStandardOutput)
        {
            return output.SplitSize is null ? output : throw new CommandException(ExitCode.Usage, "The standard output cannot be split.", "Pass --output with a file.");
        }

        if (!parse.GetValue(_overwrite))
        {
            RequireNew(output);
        }

        return output;
    }

    private static void RequireNew(OutputPlan output)
    {
        if (File.Exists(output.Checkpoint))
        {
            throw new CommandException(ExitCode.Usage, $"'{output.Path}' belongs to an export that is not finished.", $"Resume it: webhook-relay export resume {output.Path}. Or start again with --overwrite.");
        }

        if (File.Exists(output.File(0)))
        {
            throw new CommandException(ExitCode.Usage, $"'{output.File(0)}' exists.", "Pass another --output, or --overwrite.");
        }
    }
}
