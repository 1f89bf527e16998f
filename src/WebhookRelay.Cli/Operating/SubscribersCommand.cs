using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Operating;

internal sealed class SubscribersCommand(CliContext context, AdminOptions admins)
{
    private static readonly Column[] Columns =
        [new("queue"), new("messages"), new("consumers", 1), new("oldest", 3), new("declared", 5), new("bindings", 4, IsText: true), new("fault", 2, IsText: true)];

    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON for each queue" };

    public Command Build()
    {
        var command = new CommandWithExamples(
            "subscribers", "Lists the queues that get events and their backlogs. Exit code 1 if one has a fault.",
            "webhook-relay subscribers",
            "webhook-relay subscribers --json")
        {
            _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var list = await admin.GetAsync("subscribers", AdminJson.Default.SubscriberList, cancellationToken);
            var screen = new Screen(context);
            if (parse.GetValue(_json))
            {
                foreach (var subscriber in list.Json.GetProperty("subscribers").EnumerateArray())
                {
                    screen.Json(subscriber);
                }
            }
            else if (list.Value.Subscribers.Count > 0)
            {
                screen.Table(Columns, [.. list.Value.Subscribers.Select(Row)]);
            }
            else
            {
                screen.Notice("No queue is bound.", LineStyle.Warning);
            }

            return list.Value.Subscribers.Any(subscriber => subscriber.Fault is not null) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    private static string?[] Row(Subscriber subscriber) =>
    [
        subscriber.Queue, subscriber.Messages is { } messages ? Humanize.Number(messages) : null, subscriber.Consumers is { } consumers ? Humanize.Number(consumers) : null,
        subscriber.OldestMessageAge is { } age ? Humanize.Span(TimeSpan.FromSeconds(age)) : null, subscriber.Declared ? "yes" : "no", string.Join(' ', subscriber.Bindings), subscriber.Fault,
    ];
}
