using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Operating;

internal sealed class RefusalsCommand(CliContext context, AdminOptions admins)
{
    private static readonly Column[] TotalColumns = [new("reason"), new("requests"), new("signed", 1), new("webhook", 2), new("latest", 3), new("cause", 4, IsText: true)];
    private static readonly Column[] RequestColumns =
        [new("time"), new("from", 1), new("reason"), new("webhook", 3), new("id", 2), new("topic", 4), new("bytes", 6), new("cause", 5, IsText: true)];

    private readonly Option<int> _limit = new("--limit") { Description = "Maximum number of requests to list, newest first; the relay keeps 200", DefaultValueFactory = _ => 20, HelpName = "number" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the answer as a line of JSON" };

    public Command Build()
    {
        _limit.MustBeBetween(1, int.MaxValue);
        var command = new CommandWithExamples(
            "refusals", "Shows the requests that the public port refused: totals since the start, then the newest with their likely causes.",
            "webhook-relay refusals",
            "webhook-relay refusals --json")
        {
            _limit, _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var list = await admin.GetAsync("refusals", AdminJson.Default.RefusalList, cancellationToken);
            var screen = new Screen(context);
            if (parse.GetValue(_json))
            {
                screen.Json(list.Json);
            }
            else if (list.Value.Refusals.Count is 0)
            {
                screen.Notice("No request was refused since the relay started.");
            }
            else
            {
                screen.Table(TotalColumns, [.. list.Value.Refusals.Select(Row)]);
                screen.Line();
                screen.Table(RequestColumns, [.. (list.Value.Requests ?? []).Take(parse.GetValue(_limit)).Select(Row)]);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string?[] Row(RefusedRequests refused) =>
    [
        refused.Reason, Humanize.Number(refused.Count), Humanize.Number(refused.Signed), refused.Webhook, Humanize.Time(refused.LastAt), refused.Hint ?? refused.Meaning,
    ];

    private static string?[] Row(RefusedRequest request) =>
    [
        Humanize.Time(request.At), request.From, request.Reason, request.Webhook, request.Id, request.Topic, request.Size is { } size ? Humanize.Number(size) : null, request.Hint,
    ];
}
