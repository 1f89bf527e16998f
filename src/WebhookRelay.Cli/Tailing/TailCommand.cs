using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Tailing;

internal sealed class TailCommand(CliContext context, AdminOptions admins)
{
    private readonly Option<string[]> _topic = new("--topic") { Description = "Only of these topics; can be repeated" };
    private readonly Option<string?> _project = new("--project") { Description = "Only of this project", HelpName = "id" };
    private readonly Option<string?> _after = new("--after") { Description = "Start after this cursor, or at 'beginning' (default: now)", HelpName = "cursor" };
    private readonly Option<int?> _count = new("--count") { Description = "Stop after this many events", HelpName = "number" };
    private readonly Option<bool> _reveal = new("--reveal") { Description = "Show signed addresses; the relay logs this" };
    private readonly Option<bool> _data = new("--data") { Description = "Show the first 4 KB of each event's data row" };
    private readonly Option<bool> _json = new("--json") { Description = "Print each event as a line of JSON; a gap is a line with a member 'gap'" };

    public Command Build()
    {
        var command = new CommandWithExamples(
            "tail", "Follows events as they are published, and resumes after an interruption. Ctrl+C stops it.",
            "webhook-relay tail",
            "webhook-relay tail --topic LABEL_CREATED --topic LABEL_UPDATED --project clproject0000000000000001",
            "webhook-relay tail --after beginning --json | jq .subject")
        {
            _topic, _project, _after, _count, _reveal, _data, _json,
        };
        _count.MustBeBetween(1, int.MaxValue);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var query = new Query().Add("topic", parse.GetValue(_topic)).Add("project", parse.GetValue(_project)).Add("reveal", parse.GetValue(_reveal) ? "true" : null);
            var screen = new Screen(context);
            var printer = new EventPrinter(screen, parse.GetValue(_json), parse.GetValue(_data));
            return await new StreamFollower(admin, query.ToString(), printer, screen, context.Time).FollowAsync(parse.GetValue(_after), parse.GetValue(_count), cancellationToken);
        });
        return command;
    }
}
