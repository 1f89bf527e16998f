using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Findings about the ledger: whether it is writable, its disk and its backlog.</summary>
internal static class LedgerChecks
{
    private static readonly TimeSpan BacklogLimit = TimeSpan.FromMinutes(5);

    public static IEnumerable<Finding> Of(LedgerState ledger, DateTimeOffset now)
    {
        var disk = $"{Humanize.Bytes(ledger.FreeBytes)} free on the disk of {ledger.Path}";
        yield return ledger switch
        {
            { Writable: false } => new Finding(
                Severity.Fault, "ledger", $"Not writable: {ledger.Fault ?? "no reason reported."} {disk}; the relay rejects deliveries below {Humanize.Bytes(ledger.RefuseAt)}.",
                "Free space on that disk, or put Ledger:Path on a larger volume. Receiving resumes automatically."),
            _ when ledger.FreeBytes < ledger.WarnAt => new Finding(
                Severity.Warning, "ledger", $"{disk}, less than Ledger:WarnAt ({Humanize.Bytes(ledger.WarnAt)}); below {Humanize.Bytes(ledger.RefuseAt)} it rejects deliveries.",
                "Free space, or reduce retention: Ledger:RetainFor, Ledger:RetainBytes."),
            _ => new Finding(Severity.Ok, "ledger", $"Writable; {disk}."),
        };
        yield return ledger.OldestPendingAt is { } oldest && now - oldest > BacklogLimit
            ? new Finding(
                Severity.Warning, "backlog", $"{Humanize.Number(ledger.Pending)} deliveries wait, the oldest for {Humanize.Span(now - oldest)}.",
                "The relay publishes them once RabbitMQ accepts them and a queue is bound: see rabbitmq and the unrouted deliveries.")
            : new Finding(Severity.Ok, "backlog", $"{Humanize.Number(ledger.Pending)} deliveries wait.");
    }
}
