using System.CommandLine;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Exporting;

/// <summary>How an export is run.</summary>
internal sealed class RunOptions
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(7);

    private readonly Option<string?> _timeout = new("--timeout") { Description = "How long Labelbox may run the export, 1m to 7d (24h); up to 2h of it to accept it", HelpName = "time" };
    private readonly Option<bool> _json = new("--json") { Description = "Report progress and the result as lines of JSON" };

    public void AddTo(Command command)
    {
        _timeout.Must(text => Age.TryParse(text, out var age) && age >= ShortestTimeout && age <= LongestTimeout, "between 1m and 7d");
        command.Options.Add(_timeout);
        command.Options.Add(_json);
    }

    public ExportRunOptions Read(ParseResult parse, bool detach) =>
        new(detach, parse.GetValue(_json), parse.GetValue(_timeout) is { } text && Age.TryParse(text, out var timeout) ? timeout : null);
}
