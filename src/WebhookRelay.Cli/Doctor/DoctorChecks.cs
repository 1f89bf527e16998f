using System.Text.Json.Nodes;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Deliveries;
using WebhookRelay.Cli.Output;
using WebhookRelay.Contracts;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Fetches the data for every check from the relay. A failed request becomes a finding.</summary>
internal sealed class DoctorChecks(AdminClient admin, TimeProvider time)
{
    private static readonly TimeSpan RecentPeriod = TimeSpan.FromDays(1);

    /// <exception cref="CommandException">The relay does not respond, or rejects the key.</exception>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var health = await admin.ReadyAsync(cancellationToken);
        var status = await admin.GetAsync("status", AdminJson.Default.RelayStatus, cancellationToken);
        List<Finding> findings =
        [
            .. DependencyChecks.Of(health.Value, status.Value.Environment),
            .. LedgerChecks.Of(status.Value.Ledger, now),
            .. SecretChecks.Of(status.Value),
        ];
        await AddAsync(findings, "rejected requests", async () =>
        {
            var refusals = await admin.GetAsync("refusals", AdminJson.Default.RefusalList, cancellationToken);
            return [.. RefusalChecks.Of(refusals.Value, now)];
        });
        await AddAsync(findings, "subscriptions", async () =>
        {
            var report = await admin.GetAsync("subscriptions", AdminJson.Default.SubscriptionReport, cancellationToken);
            return [.. WebhookChecks.Of(report.Value), .. TunnelChecks.Of(report.Value, status.Value)];
        });
        await AddAsync(findings, "queues", async () =>
        {
            var subscribers = await admin.GetAsync("subscribers", AdminJson.Default.SubscriberList, cancellationToken);
            return [.. QueueChecks.Of(subscribers.Value)];
        });
        foreach (var (state, remedy) in DeliveryRemedies)
        {
            await AddAsync(findings, $"{state} deliveries", () => LeftAsync(state, remedy, now, cancellationToken));
        }

        return findings;
    }

    private static (string State, string Remedy)[] DeliveryRemedies =>
    [
        ("quarantined", "webhook-relay deliveries --state quarantined --from 24h shows why; after a fix, webhook-relay replay --state quarantined --from 24h."),
        ("unrouted", $"Bind a queue to {EventExchange.Name}, or name a subscriber (Subscribers:<name>): the first queue to bind gets these deliveries."),
    ];

    private async Task<IReadOnlyList<Finding>> LeftAsync(string state, string remedy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var filter = new JsonObject { ["state"] = state, ["from"] = Humanize.Time(now - RecentPeriod) };
        var (cursor, any) = (default(string?), false);
        do
        {
            var page = await admin.GetAsync($"deliveries{FilterOptions.Query(filter).Add("limit", "1").Add("cursor", cursor)}", AdminJson.Default.DeliveryPage, cancellationToken);
            (any, cursor) = (page.Value.Deliveries.Count > 0, page.Value.Next);
        }
        while (!any && cursor is not null);

        return any
            ? [new Finding(Severity.Warning, $"{state} deliveries", "Found in the last 24 hours.", remedy)]
            : [new Finding(Severity.Ok, $"{state} deliveries", "None in the last 24 hours.")];
    }

    /// <summary>Runs one check. Its failure does not stop the others.</summary>
    private static async Task AddAsync(List<Finding> findings, string subject, Func<Task<IReadOnlyList<Finding>>> look)
    {
        try
        {
            findings.AddRange(await look());
        }
        catch (CommandException fault) when (fault.Code is ExitCode.Failed)
        {
            findings.Add(new Finding(Severity.Warning, subject, $"Could not be checked: {fault.Message}", fault.Remedy));
        }
    }
}
