using WebhookRelay.Cli.Admin;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Findings about the accepted secrets, which are known only by their marks.</summary>
internal static class SecretChecks
{
    private const string Development = "Development";

    /// <summary>Secrets in Labelbox's guide and in this project's documentation.</summary>
    private static readonly string[] Published = [SecretMark.Of("example_secret"u8), SecretMark.Of("secret"u8), SecretMark.Of("the secret"u8)];

    public static IEnumerable<Finding> Of(RelayStatus status) => status.Receiving.Webhooks.Select(webhook => Of(webhook, status.Environment));

    private static Finding Of(ReceivingWebhook webhook, string environment)
    {
        var subject = $"secrets of {webhook.Path}";
        var setting = webhook.Name.Length is 0 ? "Receiving:Secrets" : $"Receiving:Webhooks:{webhook.Name}:Secrets";
        return webhook switch
        {
            { SecretMarks.Count: 0 } => webhook.Name.Length is 0
                ? new Finding(Severity.Note, subject, "No secret is set, so every delivery to this path is rejected. Named webhooks have their own secrets.")
                : new Finding(Severity.Fault, subject, "No secret is set: every delivery is rejected.", $"Set {setting}."),
            _ when environment is not Development && webhook.SecretMarks.Any(Published.Contains) => new Finding(
                Severity.Fault, subject, "One of them is a published example: anyone can sign with it.", $"Create your own secret, put it first in {setting}, and remove the example once the webhook at Labelbox uses yours."),
            { DevelopmentSecret: true } => new Finding(
                Severity.Note, subject, "The relay generated a secret for Development.", $"For Labelbox, set {setting} to the secret entered there."),
            { SecretMarks.Count: > 1 } => new Finding(
                Severity.Note, subject, $"{webhook.SecretMarks.Count} are active (marks {string.Join(", ", webhook.SecretMarks)}).", $"Once the rotation is complete, remove the old secret from {setting}."),
            _ => new Finding(Severity.Ok, subject, $"One is active (mark {webhook.SecretMarks[0]})."),
        };
    }
}
