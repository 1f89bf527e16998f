using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Subscriptions;

/// <summary>Prints a report of the subscriptions and returns its exit code.</summary>
internal sealed class ReportLines(Screen screen)
{
    public static int OfConditions(SubscriptionReport report) =>
        report.Subscriptions.Any(subscription => subscription.Conditions.Any(condition => condition.Status is "False")) ? ExitCode.Failed : ExitCode.Done;

    /// <summary>A step that only waits for a delivery or for time does not count as something to do.</summary>
    public static int OfSteps(SubscriptionReport report) =>
        report.Fault is not null || report.ToDo.Any(step => step.Step is not "wait") ? ExitCode.Failed : ExitCode.Done;

    public void Print(SubscriptionReport report)
    {
        screen.Line($"Mode {report.Mode}; public address {report.PublicUrl ?? "not known"}{(report.Tunnel ? " (a tunnel)" : string.Empty)}; Labelbox {(report.AskedAt is { } asked ? $"asked at {Humanize.Time(asked)}" : "not asked")}");
        if (report.Fault is { } fault)
        {
            screen.Line($"Labelbox: {fault}", LineStyle.Error);
        }

        if (report.Subscriptions.Count is 0)
        {
            screen.Line("No subscription is configured (Subscriptions:Webhooks).");
        }

        foreach (var subscription in report.Subscriptions)
        {
            Print(subscription);
        }

        Steps("Done", report.Done);
        Steps("To do", report.ToDo);
        if (report.Subscriptions.Count > 0 && report.ToDo.Count is 0 && report.Fault is null)
        {
            screen.Line();
            screen.Line("Nothing to do.");
        }
    }

    private void Print(Subscription subscription)
    {
        screen.Line();
        screen.Line($"{subscription.Name}: {(subscription.Organization ? "the organisation" : $"project {subscription.Project}")}, {subscription.Version}, {string.Join(", ", subscription.Topics)} -> {subscription.Url ?? "no address yet"}");
        foreach (var condition in subscription.Conditions)
        {
            var style = condition.Status switch
            {
                "True" => LineStyle.Success,
                "False" => LineStyle.Error,
                _ => LineStyle.Warning,
            };
            screen.Line($"  {condition.Type,-13} {condition.Status,-7} {condition.Reason}: {condition.Message} (since {Humanize.Time(condition.Since)})", style);
        }

        foreach (var webhook in subscription.Webhooks)
        {
            screen.Line($"  webhook {webhook.Id}: {webhook.Status ?? "not listed"}, delivers {webhook.Delivers ?? "nothing yet"}, last delivery {Humanize.Time(webhook.LastDeliveryAt) ?? "-"}");
        }
    }

    private void Steps(string title, IReadOnlyList<PlannedStep> steps)
    {
        if (steps.Count is 0)
        {
            return;
        }

        screen.Line();
        screen.Line($"{title}:");
        foreach (var step in steps)
        {
            screen.Line($"  {step.Subscription}: {step.Step}{(step.WebhookId is { } id ? $" {id}" : string.Empty)}. {step.Why}");
            foreach (var instruction in step.Instructions ?? [])
            {
                screen.Line($"    - {instruction}");
            }
        }
    }
}
