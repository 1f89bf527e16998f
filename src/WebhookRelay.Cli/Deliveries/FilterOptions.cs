using System.CommandLine;
using System.Globalization;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Cli.Deliveries;

/// <summary>The options that select deliveries. All given conditions must match.</summary>
internal sealed class FilterOptions
{
    private static readonly string[] States = ["accepted", "relayed", "duplicate", "unrouted", "quarantined"];

    private readonly Option<string[]> _state = new("--state") { Description = "accepted, relayed, duplicate, unrouted or quarantined; can be repeated", HelpName = "state" };
    private readonly Option<string[]> _topic = new("--topic") { Description = "One of Labelbox's topics, or OTHER; can be repeated", HelpName = "topic" };
    private readonly Option<string?> _project = new("--project") { Description = "Of this project", HelpName = "id" };
    private readonly Option<string?> _dataRow = new("--data-row") { Description = "About this data row", HelpName = "id" };
    private readonly Option<string?> _label = new("--label") { Description = "About this label", HelpName = "id" };
    private readonly Option<string?> _from = new("--from") { Description = "Accepted at or after a time (2026-01-31T12:00:00Z) or an age (90m, 12h, 3d)", HelpName = "time" };
    private readonly Option<string?> _to = new("--to") { Description = "Accepted before", HelpName = "time" };
    private readonly Option<string?> _error = new("--error") { Description = "Part of the error text", HelpName = "text" };

    public void AddTo(Command command)
    {
        _state.Must(text => States.Contains(text, StringComparer.OrdinalIgnoreCase), $"one of {string.Join(", ", States)}");
        _state.CompletionSources.Add(States);
        _topic.CompletionSources.Add([.. Topics.All, "MOVE", "OTHER"]);
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    public bool IsSpecified(ParseResult parse) => All.Any(option => parse.CommandResult.IsSpecified(option));

    public Filter Read(ParseResult parse, string? id, TimeProvider time) => new(
        Several(parse.GetValue(_state)), Several(parse.GetValue(_topic)), id, parse.GetValue(_project), parse.GetValue(_dataRow), parse.GetValue(_label),
        Time(parse.GetValue(_from), "--from", time), Time(parse.GetValue(_to), "--to", time), parse.GetValue(_error));

    public static Query Query(Filter filter) => new Query()
        .Add("state", filter.State).Add("topic", filter.Topic).Add("id", filter.Id).Add("project", filter.Project).Add("dataRow", filter.DataRow)
        .Add("label", filter.Label).Add("from", filter.From).Add("to", filter.To).Add("error", filter.Error);

    private Option[] All => [_state, _topic, _project, _dataRow, _label, _from, _to, _error];

    private static string[]? Several(string[]? values) => values is { Length: > 0 } ? values : null;

    /// <summary>Returns a time unchanged, and converts an age to a time once, so that every page uses the same.</summary>
    private static string? Time(string? text, string option, TimeProvider time)
    {
        if (text is null || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
        {
            return text;
        }

        return Age.TryParse(text, out var age)
            ? Humanize.Time(time.GetUtcNow() - age)
            : throw new CommandException(ExitCode.Usage, $"{option} must be a time such as 2026-01-31T12:00:00Z, or an age such as 90m, 12h or 3d.");
    }
}
