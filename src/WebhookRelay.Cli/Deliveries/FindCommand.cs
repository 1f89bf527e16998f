using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Deliveries;

internal sealed class FindCommand(CliContext context, AdminOptions admins)
{
    private static readonly Column[] Columns = [new("kind"), new("accepted", 2), new("state", 1), new("event", 3), new("sequence", 4), new("next command")];

    private readonly Argument<string> _id = new("id") { Description = "The id of a delivery, event, label, data row or project, a sequence, or a ledgerhash" };
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON for each" };

    public Command Build()
    {
        var command = new CommandWithExamples(
            "find", "Finds what an id belongs to, and shows the command for its details. Exit code 1 if nothing is found.",
            "webhook-relay find cllabel000000000000000001",
            "webhook-relay find 00001717588801500000 --json")
        {
            _id, _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var screen = new Screen(context);
            var found = await FindAsync(admin, parse.GetValue(_id)!, cancellationToken);
            if (parse.GetValue(_json))
            {
                foreach (var each in found.Json.GetProperty("found").EnumerateArray())
                {
                    screen.Json(each);
                }
            }
            else if (found.Value.Found.Count > 0)
            {
                screen.Table(Columns, [.. found.Value.Found.Select(Row)]);
            }

            if (found.Value.Found.Count > 0)
            {
                return ExitCode.Done;
            }

            screen.Notice("Nothing has this id. Retention may have removed it, or another replica has it.", LineStyle.Warning);
            return ExitCode.Failed;
        });
        return command;
    }

    /// <summary>A ledgerhash is searched page by page.</summary>
    private static async Task<ApiResponse<FoundList>> FindAsync(AdminClient admin, string id, CancellationToken cancellationToken)
    {
        string? from = null;
        while (true)
        {
            var page = await admin.GetAsync($"find{new Query().Add("q", id).Add("from", from)}", AdminJson.Default.FoundList, cancellationToken);
            if (page.Value is { Found.Count: > 0 } or { Next: null })
            {
                return page;
            }

            from = page.Value.Next;
        }
    }

    private static string?[] Row(Found found) =>
    [
        found.Kind, Humanize.Time(found.Newest.AcceptedAt), found.Newest.State, found.Newest.LabelboxEvent, found.Newest.Sequence,
        found.Kind switch
        {
            "label" => $"webhook-relay deliveries --label {found.Value}",
            "dataRow" => $"webhook-relay deliveries --data-row {found.Value}",
            "project" => $"webhook-relay deliveries --project {found.Value}",
            "delivery" => $"webhook-relay deliveries show {found.Value}",
            _ => $"webhook-relay deliveries show {found.Newest.Sequence}",
        },
    ];
}
