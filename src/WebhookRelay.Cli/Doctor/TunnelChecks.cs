using WebhookRelay.Cli.Admin;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Findings about whether Labelbox can reach the relay.</summary>
internal static class TunnelChecks
{
    public static IEnumerable<Finding> Of(SubscriptionReport report, RelayStatus status)
    {
        var port = Uri.TryCreate(status.Receiving.Url, UriKind.Absolute, out var url) ? url.Port : 3001;
        yield return (report, status.Environment) switch
        {
            ({ PublicUrl: { } address, Tunnel: true }, _) => new Finding(Severity.Ok, "tunnel", $"{address} forwards to this relay."),
            ({ PublicUrl: { } address }, _) => new Finding(Severity.Ok, "public address", $"{address}, as configured."),
            (_, "Development") => new Finding(
                Severity.Note, "tunnel", "No tunnel was found, so Labelbox cannot reach this machine.", $"ngrok http {port}; or send deliveries yourself: webhook-relay send."),
            ({ Subscriptions.Count: > 0 }, _) => new Finding(
                Severity.Warning, "public address", "Unknown, so the relay cannot compare webhooks.", "Set Subscriptions:PublicUrl to the address at which Labelbox reaches the public port."),
            _ => new Finding(Severity.Note, "public address", "Not configured (Subscriptions:PublicUrl)."),
        };
    }
}
