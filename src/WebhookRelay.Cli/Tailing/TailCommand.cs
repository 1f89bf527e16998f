using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Tailing;

internal sealed class TailCommand(Surroundings around, AdminOptions admins)
{
    private readonly Option<string[]> _topic = new("--topic") { Description = "Only of these topics; may be given several times" };
    private readonly Option<string?> _project = new("--project") { Description = "Only of this project", HelpName = "id" };
    private readonly Option<string?> _after = new("--after") { Description = "Begin behind this cursor, or with 'beginning'; without it, now", HelpName = "cursor" };
    private readonly Option<int?> _count = new("--count") { Description = "End after so many events", HelpName = "number" };
    private readonly Option<bool> _reveal = new("--reveal") { Description = "Show signed addresses; the relay's log tells that you did" };
    private readonly Option<bool> _data = new("--data") { Description = "Show the data row of each event under its line, the first 4 KB of it" };
    private readonly Option<bool> _json = new("--json") { Description = "Each event as a line of JSON; a gap is a line with a member 'gap'" };

    public Command Build()
    {
        var command = new ExampledCommand(
            "tail", "Follows the events as they are published, and goes on where it was after a break. Ctrl+C ends it.",
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
            var screen = new Screen(around);
            var teller = new EventTeller(screen, parse.GetValue(_json), parse.GetValue(_data));
            return await new Tail(admin, query.ToString(), teller, screen, around.Time).FollowAsync(parse.GetValue(_after), parse.GetValue(_count), cancellationToken);
        });
        return command;
    }
}
