using System.CommandLine;

namespace WebhookRelay.Cli.Exporting;

/// <summary>A condition of <c>--where</c>: <c>status=DONE</c>, <c>data_row.external_id!=a</c>.</summary>
/// <param name="Path">The member names that lead to the value.</param>
/// <param name="Value">The text of the value.</param>
/// <param name="IsEqual">True: some value at the path equals. False: none does.</param>
internal sealed record RowCondition(string[] Path, string Value, bool IsEqual)
{
    private const int LongestText = 2000;
    private const int MostConditions = 60;

    /// <summary>Short names of often used values, and the content option that they need.</summary>
    private static readonly Dictionary<string, (string Path, string? Content)> Names = new(StringComparer.Ordinal)
    {
        ["id"] = ("data_row.id", null),
        ["global_key"] = ("data_row.global_key", null),
        ["external_id"] = ("data_row.external_id", null),
        ["status"] = ("projects.*.project_details.workflow_status", ContentOptions.ProjectDetails),
        ["task"] = ("projects.*.project_details.task_name", ContentOptions.ProjectDetails),
        ["batch"] = ("projects.*.project_details.batch_name", ContentOptions.ProjectDetails),
        ["skipped"] = ("projects.*.labels.performance_details.skipped", ContentOptions.PerformanceDetails),
        ["created_by"] = ("projects.*.labels.label_details.created_by", ContentOptions.LabelDetails),
    };

    public static string Help { get; } = $"Write only rows with name=value or name!=value; all of several must match. A name is {string.Join(", ", Names.Keys)}, or a path such as projects.*.project_details.priority";

    public static Option<string[]> Option()
    {
        var option = new Option<string[]>("--where") { Description = Help, HelpName = "condition" };
        option.Must(text => TryParse(text, out _), "name=value or name!=value");
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > MostConditions)
            {
                result.AddError($"--where can be given {MostConditions} times.");
            }
        });
        return option;
    }

    public static bool TryParse(string text, out RowCondition condition)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var isEqual = at < 1 || text[at - 1] is not '!';
        var name = at < 1 ? string.Empty : text[..(isEqual ? at : at - 1)].Trim();
        condition = new RowCondition(PathOf(name), text[(at + 1)..].Trim(), isEqual);
        return name.Length > 0 && text.Length <= LongestText && !condition.Path.Any(string.IsNullOrEmpty);
    }

    public static RowCondition Parse(string text) => TryParse(text, out var condition) ? condition : throw new FormatException("Not a condition.");

    /// <summary>The content option that the condition needs; null: none is known.</summary>
    public static string? ContentOf(string text) =>
        TryParse(text, out var condition) ? Names.Values.FirstOrDefault(each => PathOf(each.Path).SequenceEqual(condition.Path, StringComparer.Ordinal)).Content : null;

    private static string[] PathOf(string name) => (Names.TryGetValue(name, out var known) ? known.Path : name).Split('.');
}
