using WebhookRelay.Cli.Admin;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Whether Labelbox can reach the relay, as far as the relay knows.</summary>
internal static class TunnelChecks
{
    public static IEnumerable<Finding> Of(SubscriptionReport report, RelayStatus status)
    {
        var port = Uri.TryCreate(status.Receiving.Url, UriKind.Absolute, out var url) ? url.Port : 3001;
        yield return (report, status.Environment) switch
        {
            ({ PublicUrl: { } address, Tunnel: true }, _) => new Finding(Severity.Well, "tunnel", $"{address} leads here."),
            ({ PublicUrl: { } address }, _) => new Finding(Severity.Well, "public address", $"{address}, as configured."),
            (_, "Development") => new Finding(
                Severity.Note, "tunnel", "None leads here, so that Labelbox cannot reach this machine.", $"ngrok http {port}; or send deliveries yourself: webhook-relay send."),
            ({ Subscriptions.Count: > 0 }, _) => new Finding(
                Severity.Warning, "public address", "It is not known, so that no webhook can be compared.", "Set Subscriptions:PublicUrl to the address at which Labelbox reaches the public port."),
            _ => new Finding(Severity.Note, "public address", "It is not configured (Subscriptions:PublicUrl)."),
        };
    }
}
