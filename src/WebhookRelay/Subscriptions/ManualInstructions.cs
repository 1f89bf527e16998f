namespace WebhookRelay.Subscriptions;

/// <summary>Instructions for Labelbox's web pages, with the values to fill in. A secret is named by its setting, never shown.</summary>
internal static class ManualInstructions
{
    public static IReadOnlyList<string> SetUp(DesiredWebhook desired, bool isSecond) =>
    [
        desired.Project is { } project
            ? $"At https://app.labelbox.com open the project {project}, its Settings, then Webhooks."
            : "At https://app.labelbox.com open the workspace's settings, then Webhooks.",
        isSecond ? "Choose 'Set up webhook' for a second webhook; leave the old one as it is." : "Choose 'Set up webhook'.",
        $"URL: {desired.Url}",
        $"Secret: the first of Receiving:Webhooks:{desired.Name}:Secrets",
        "Version: V2",
        $"Topics: {string.Join(", ", desired.Topics)}",
        "Save. It is recognised by its URL as soon as Labelbox's API lists it.",
    ];

    public static IReadOnlyList<string> Correct(DesiredWebhook desired, string webhookId) =>
    [
        $"At https://app.labelbox.com open the webhook {webhookId}.",
        $"URL: {desired.Url}",
        $"Topics: {string.Join(", ", desired.Topics)}",
        "Status: active. Save.",
    ];

    public static IReadOnlyList<string> SwitchOff(string webhookId) => [$"At https://app.labelbox.com switch the webhook {webhookId} off."];
}
