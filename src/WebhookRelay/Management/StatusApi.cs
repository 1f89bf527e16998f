using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;

namespace WebhookRelay.Management;

/// <summary>The service's configuration for troubleshooting. Secrets are identified by their marks.</summary>
internal sealed class StatusApi(
    DeliveryLedger ledger, WebhookSecrets secrets, IHostEnvironment environment, IOptionsMonitor<ReceivingOptions> receiving, IOptionsMonitor<LedgerOptions> options)
{
    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/status", (StatusApi api) => TypedResults.Json(api.Read(), AdminJson.Default.ServiceStatus))
            .Produces<ServiceStatus>()
            .WithSummary("Returns the replica's name, the environment, the webhooks with the marks of their secrets, and the ledger with its disk and its oldest entry.");

    public ServiceStatus Read()
    {
        var (own, limits, now) = (receiving.CurrentValue, options.CurrentValue, ledger.Status);
        return new ServiceStatus(
            Environment.MachineName,
            environment.EnvironmentName,
            ServiceVersion.Text,
            new ReceivingView(own.Url, [Of(string.Empty), .. own.Webhooks.Keys.Order(StringComparer.OrdinalIgnoreCase).Select(Of)]),
            new LedgerStatusView(limits.Path!, now.Writable, now.Fault, now.FreeBytes, limits.WarnAt, limits.RefuseAt, now.Pending, now.OldestPending, OldestEntry()));
    }

    /// <summary>Null if there is none, or if the ledger cannot be read now: the fault says so.</summary>
    private OldestEntryView? OldestEntry()
    {
        try
        {
            return ledger.Chain.Oldest() is { } oldest ? new OldestEntryView(DeliverySummary.Text(oldest.Sequence), oldest.AcceptedAt) : null;
        }
        catch (LedgerUnavailableException)
        {
            return null;
        }
    }

    private WebhookSecretsView Of(string webhook)
    {
        var (marks, made) = secrets.Marks(webhook);
        return new WebhookSecretsView(webhook, webhook.Length is 0 ? Ports.WebhookPath : $"{Ports.WebhookPath}/{webhook}", marks, made);
    }
}

/// <param name="Replica">The name of the machine: of the pod in Kubernetes.</param>
/// <param name="Environment">Such as Production.</param>
/// <param name="Version">The version of the service.</param>
/// <param name="Receiving">The public port.</param>
/// <param name="Ledger">The ledger.</param>
internal sealed record ServiceStatus(string Replica, string Environment, string Version, ReceivingView Receiving, LedgerStatusView Ledger);

internal sealed record ReceivingView(string Url, IReadOnlyList<WebhookSecretsView> Webhooks);

/// <param name="Name">Empty for the path without a name.</param>
/// <param name="Path">The path of its deliveries.</param>
/// <param name="SecretMarks">The marks of its current secrets.</param>
/// <param name="DevelopmentSecret">Whether it is the generated Development secret.</param>
internal sealed record WebhookSecretsView(string Name, string Path, IReadOnlyList<string> SecretMarks, bool DevelopmentSecret);

/// <param name="Path">The ledger's folder.</param>
/// <param name="Writable">Whether a delivery would be accepted now.</param>
/// <param name="Fault">Why not; absent if it would.</param>
/// <param name="FreeBytes">Free bytes on its disk.</param>
/// <param name="WarnAt">The free bytes below which health is degraded.</param>
/// <param name="RefuseAt">The free bytes below which deliveries are refused.</param>
/// <param name="Pending">Entries that are accepted or unrouted.</param>
/// <param name="OldestPendingAt">When the oldest of them was accepted.</param>
/// <param name="Oldest">The oldest entry that retention has kept; absent in an empty ledger.</param>
internal sealed record LedgerStatusView(
    string Path, bool Writable, string? Fault, long FreeBytes, long WarnAt, long RefuseAt, long Pending, DateTimeOffset? OldestPendingAt, OldestEntryView? Oldest);

internal sealed record OldestEntryView(string Sequence, DateTimeOffset AcceptedAt);
