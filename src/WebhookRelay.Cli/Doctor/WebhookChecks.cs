using WebhookRelay.Cli.Admin;

namespace WebhookRelay.Cli.Doctor;

/// <summary>The webhooks at Labelbox, by the conditions of each subscription.</summary>
internal static class WebhookChecks
{
    private const string Forget = "It is asked about webhooks of subscriptions that are no longer configured; webhook-relay subscriptions forget ends that.";

    public static IEnumerable<Finding> Of(SubscriptionReport report)
    {
        if (report.Fault is { } fault)
        {
            yield return new Finding(Severity.Warning, "Labelbox", fault, report.Subscriptions.Count is 0 ? Forget : "Labelbox:ApiKey (or ApiKeyFile) and Labelbox:Endpoint say how it is asked; webhook-relay subscriptions plan asks again.");
        }

        if (report.Subscriptions.Count is 0)
        {
            yield return new Finding(Severity.Note, "webhooks", "No subscription is configured: whether Labelbox delivers is not watched (Subscriptions:Webhooks).");
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
            "True" => new Finding(Severity.Well, subject, what),
            "False" => new Finding(condition is { Type: "SecretCurrent" } ? Severity.Warning : Severity.Fault, subject, what, Remedy(subscription, condition, report)),
            _ => new Finding(condition.Reason is "NoPublicUrl" ? Severity.Warning : Severity.Note, subject, what),
        };
    }

    private static string Remedy(string subscription, Condition condition, SubscriptionReport report) => (condition.Type, condition.Reason) switch
    {
        (_, "CreateByHand") => "webhook-relay subscriptions plan tells what to fill in at Labelbox.",
        (_, "InvalidKey" or "NotAllowed") => "Labelbox:ApiKey must be a key that may manage webhooks.",
        ("SecretCurrent", "Rotating") => $"It ends with the first delivery, or with: webhook-relay subscriptions retire-old {subscription}",
        ("Delivering", "Silent") => "See at Labelbox whether the webhook is active, and send one yourself: webhook-relay send.",
        ("Delivering", _) => $"Put the secret that the webhook signs with into Receiving:Webhooks:{subscription}:Secrets.",
        _ when report.Mode is "Apply" => "webhook-relay subscriptions apply",
        _ => "webhook-relay subscriptions plan tells what there is to do; Subscriptions:Mode=Apply lets the relay do it.",
    };
}
