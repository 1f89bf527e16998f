using WebhookRelay.Cli.Admin;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Cli.Doctor;

/// <summary>The secrets that count, known by their marks only.</summary>
internal static class SecretChecks
{
    private const string Development = "Development";

    /// <summary>What stands in Labelbox's guide and in our own README is no secret.</summary>
    private static readonly string[] Published = [SecretMark.Of("example_secret"u8), SecretMark.Of("secret"u8), SecretMark.Of("the secret"u8)];

    public static IEnumerable<Finding> Of(RelayStatus status) => status.Receiving.Webhooks.Select(webhook => Of(webhook, status.Environment));

    private static Finding Of(ReceivingWebhook webhook, string environment)
    {
        var subject = $"secrets of {webhook.Path}";
        var setting = webhook.Name.Length is 0 ? "Receiving:Secrets" : $"Receiving:Webhooks:{webhook.Name}:Secrets";
        return webhook switch
        {
            { SecretMarks.Count: 0 } => webhook.Name.Length is 0
                ? new Finding(Severity.Note, subject, "There is none, so every delivery to this path is refused; webhooks with a name have their own.")
                : new Finding(Severity.Fault, subject, "There is none: every delivery is refused.", $"Set {setting}."),
            _ when environment is not Development && webhook.SecretMarks.Any(Published.Contains) => new Finding(
                Severity.Fault, subject, "One of them is published as an example: anybody can sign with it.", $"Make one of your own, put it first in {setting}, and take the example out once the webhook at Labelbox has it."),
            { DevelopmentSecret: true } => new Finding(
                Severity.Note, subject, "The relay made one for Development.", $"For Labelbox, set {setting} to the secret typed there."),
            { SecretMarks.Count: > 1 } => new Finding(
                Severity.Note, subject, $"{webhook.SecretMarks.Count} count (marks {string.Join(", ", webhook.SecretMarks)}).", $"Once a rotation is over, take the old one out of {setting}."),
            _ => new Finding(Severity.Well, subject, $"One counts (mark {webhook.SecretMarks[0]})."),
        };
    }
}
