using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Findings about recently rejected requests. A signed request may be a real delivery; an unsigned one is not.</summary>
internal static class RefusalChecks
{
    private static readonly TimeSpan RecentPeriod = TimeSpan.FromDays(1);

    /// <summary>Reasons that mean the relay lacks capacity, regardless of the sender.</summary>
    private static readonly string[] CapacityReasons = ["busy", "share", "disk", "ledger", "cut-off", "connections"];

    public static IEnumerable<Finding> Of(RefusalList list, DateTimeOffset now)
    {
        List<RefusedRequests> recent = [.. list.Refusals.Where(refused => now - refused.LastAt < RecentPeriod)];
        return recent.Count is 0
            ? [new Finding(Severity.Ok, "rejected requests", "None in the last 24 hours.")]
            : recent.Select(refused => Of(refused, now));
    }

    private static Finding Of(RefusedRequests refused, DateTimeOffset now)
    {
        var path = refused.Webhook.Length is 0 ? string.Empty : $" for the webhook '{refused.Webhook}'";
        var what = $"{Humanize.Number(refused.Count)} rejected{path} since the relay started, {Humanize.Number(refused.Signed)} of them with a signature; "
            + $"the latest {Humanize.Span(now - refused.LastAt)} ago from {refused.LastFrom ?? "an unknown address"}.";
        var why = refused.Hint is { } hint ? $"{hint} {refused.Meaning}" : refused.Meaning;
        return refused.Signed > 0 || CapacityReasons.Contains(refused.Reason, StringComparer.Ordinal)
            ? new Finding(Severity.Warning, $"requests rejected as {refused.Reason}", what, why)
            : new Finding(Severity.Note, $"requests rejected as {refused.Reason}", what);
    }
}
