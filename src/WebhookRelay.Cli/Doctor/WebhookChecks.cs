using WebhookRelay.Cli.Admin;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Findings about the webhooks at Labelbox, from the conditions of each subscription.</summary>
internal static class WebhookChecks
{
    private const string Forget = "The relay asks about webhooks of subscriptions that are no longer configured. Run webhook-relay subscriptions forget to stop that.";

    public static IEnumerable<Finding> Of(SubscriptionReport report)
    {
        if (report.Fault is { } fault)
        {
            yield return new Finding(Severity.Warning, "Labelbox", fault, report.Subscriptions.Count is 0 ? Forget : "Check Labelbox:ApiKey (or ApiKeyFile) and Labelbox:Endpoint; webhook-relay subscriptions plan asks again.");
        }

        if (report.Subscriptions.Count is 0)
        {
            yield return new Finding(Severity.Note, "webhooks", "No subscription is configured (Subscriptions:Webhooks), so the relay does not check whether Labelbox delivers.");
        }

        foreach (var subscription in report.Subscriptions)
        {
            foreach (var condition in subscription.Conditions)
            {
                yield return Of(subscription.Name, condition, report);
            }
        }
    }

    private static Finding Of(string subscription, Condition condition, SubscriptionReport report)
    {
        var (subject, what) = ($"webhook {subscription}", $"{condition.Type} is {condition.Status} ({condition.Reason}). {condition.Message}");
        return condition.Status switch
        {
            "True" => new Finding(Severity.Ok, subject, what),
            "False" => new Finding(condition is { Type: "SecretCurrent" } ? Severity.Warning : Severity.Fault, subject, what, Remedy(subscription, condition, report)),
            _ => new Finding(condition.Reason is "NoPublicUrl" ? Severity.Warning : Severity.Note, subject, what),
        };
    }

    private static string Remedy(string subscription, Condition condition, SubscriptionReport report) => (condition.Type, condition.Reason) switch
    {
        (_, "CreateByHand") => "webhook-relay subscriptions plan shows what to enter at Labelbox.",
        (_, "InvalidKey" or "NotAllowed") => "Labelbox:ApiKey must be a key that can manage webhooks.",
        ("SecretCurrent", "Rotating") => $"It ends with the first delivery, or when you run: webhook-relay subscriptions retire-old {subscription}",
        ("Delivering", "Silent") => "Check at Labelbox that the webhook is active, and send a delivery yourself: webhook-relay send.",
        ("Delivering", _) => $"Add the secret that the webhook signs with to Receiving:Webhooks:{subscription}:Secrets.",
        _ when report.Mode is "Apply" => "webhook-relay subscriptions apply",
        _ => "webhook-relay subscriptions plan shows the changes; with Subscriptions:Mode=Apply the relay makes them.",
    };
}
