using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Subscriptions;

internal sealed class SubscriptionsCommand(Surroundings around, AdminOptions admins)
{
    private readonly Option<bool> _json = new("--json") { Description = "The answer as a line of JSON", Recursive = true };
    private readonly Argument<string> _name = new("name") { Description = "The subscription, as Subscriptions:Webhooks names it" };

    public Command Build()
    {
        var retire = Of("retire-old", "Ends a rotation: deactivates the webhooks with an older secret without waiting for a delivery.",
            (parse, admin, cancellationToken) => admin.PostAsync($"subscriptions/{Uri.EscapeDataString(parse.GetValue(_name)!)}/retire-old", string.Empty, AdminJson.Default.SubscriptionReport, cancellationToken),
            "webhook-relay subscriptions retire-old training");
        retire.Arguments.Add(_name);
        return new ExampledCommand(
            "subscriptions", "The webhooks at Labelbox: what should be, what is, and what there is to do.",
            "webhook-relay subscriptions status",
            "webhook-relay subscriptions plan",
            "webhook-relay subscriptions apply")
        {
            _json,
            Of("status", "Tells each subscription's conditions. Ends with 1 where one is false.",
                (_, admin, cancellationToken) => admin.GetAsync("subscriptions", AdminJson.Default.SubscriptionReport, cancellationToken),
                "webhook-relay subscriptions status --json"),
            Of("plan", "Asks Labelbox now, and tells what there is to do; changes nothing. Ends with 1 where there is something.",
                (_, admin, cancellationToken) => admin.PostAsync("subscriptions/plan", string.Empty, AdminJson.Default.SubscriptionReport, cancellationToken),
                "webhook-relay subscriptions plan"),
            Of("apply", "Carries the plan out now. Ends with 1 where something is left to do.",
                (_, admin, cancellationToken) => admin.PostAsync("subscriptions/apply", string.Empty, AdminJson.Default.SubscriptionReport, cancellationToken),
                "webhook-relay subscriptions apply"),
            retire,
            Of("forget", "Forgets the webhooks of subscriptions that are no longer configured, as after a try with the twin. Changes nothing at Labelbox.",
                (_, admin, cancellationToken) => admin.PostAsync("subscriptions/forget", string.Empty, AdminJson.Default.SubscriptionReport, cancellationToken),
                "webhook-relay subscriptions forget"),
        };
    }

    private ExampledCommand Of(
        string name, string description, Func<ParseResult, AdminClient, CancellationToken, Task<Answer<SubscriptionReport>>> ask, string example)
    {
        var command = new ExampledCommand(name, description, example);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var (report, screen) = (await ask(parse, admin, cancellationToken), new Screen(around));
            if (parse.GetValue(_json))
            {
                screen.Json(report.Json);
            }
            else
            {
                new ReportLines(screen).Tell(report.Value);
            }

            return name is "forget" ? ExitCode.Done : name is "status" ? ReportLines.OfConditions(report.Value) : ReportLines.OfSteps(report.Value);
        });
        return command;
    }
}
