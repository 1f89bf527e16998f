using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Subscriptions;

internal sealed class SubscriptionsCommand(CliContext context, AdminOptions admins)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the response as a line of JSON", Recursive = true };
    private readonly Argument<string> _name = new("name") { Description = "The subscription's name in Subscriptions:Webhooks" };

    public Command Build()
    {
        var retire = Of("retire-old", "Ends a rotation: deactivates the webhooks with an older secret without waiting for a delivery.",
            (parse, admin, cancellationToken) => admin.PostAsync($"subscriptions/{Uri.EscapeDataString(parse.GetValue(_name)!)}/retire-old", string.Empty, AdminJson.Default.SubscriptionReport, cancellationToken),
            "webhook-relay subscriptions retire-old training");
        retire.Arguments.Add(_name);
        return new CommandWithExamples(
            "subscriptions", "Manages the webhooks at Labelbox: shows their state, plans changes and applies them.",
            "webhook-relay subscriptions status",
            "webhook-relay subscriptions plan",
            "webhook-relay subscriptions apply")
        {
            _json,
            Of("status", "Shows each subscription's conditions. Exit code 1 if one is false.",
                (_, admin, cancellationToken) => admin.GetAsync("subscriptions", AdminJson.Default.SubscriptionReport, cancellationToken),
                "webhook-relay subscriptions status --json"),
            Of("plan", "Asks Labelbox and shows the planned changes without making them. Exit code 1 if there are any.",
                (_, admin, cancellationToken) => admin.PostAsync("subscriptions/plan", string.Empty, AdminJson.Default.SubscriptionReport, cancellationToken),
                "webhook-relay subscriptions plan"),
            Of("apply", "Applies the plan now. Exit code 1 if something is left to do.",
                (_, admin, cancellationToken) => admin.PostAsync("subscriptions/apply", string.Empty, AdminJson.Default.SubscriptionReport, cancellationToken),
                "webhook-relay subscriptions apply"),
            retire,
            Of("forget", "Forgets the webhooks of subscriptions that are no longer configured, for example after a test with the twin. Labelbox is not changed.",
                (_, admin, cancellationToken) => admin.PostAsync("subscriptions/forget", string.Empty, AdminJson.Default.SubscriptionReport, cancellationToken),
                "webhook-relay subscriptions forget"),
        };
    }

    private CommandWithExamples Of(
        string name, string description, Func<ParseResult, AdminClient, CancellationToken, Task<ApiResponse<SubscriptionReport>>> ask, string example)
    {
        var command = new CommandWithExamples(name, description, example);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var (report, screen) = (await ask(parse, admin, cancellationToken), new Screen(context));
            if (parse.GetValue(_json))
            {
                screen.Json(report.Json);
            }
            else
            {
                new ReportLines(screen).Print(report.Value);
            }

            return name is "forget" ? ExitCode.Done : name is "status" ? ReportLines.OfConditions(report.Value) : ReportLines.OfSteps(report.Value);
        });
        return command;
    }
}
