using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Doctor;

/// <summary>The ledger: whether it can be written, its disk, and what waits in it.</summary>
internal static class LedgerChecks
{
    private static readonly TimeSpan WaitsTooLong = TimeSpan.FromMinutes(5);

    public static IEnumerable<Finding> Of(LedgerState ledger, DateTimeOffset now)
    {
        var disk = $"{Written.Bytes(ledger.FreeBytes)} free on the disk of {ledger.Path}";
        yield return ledger switch
        {
            { Writable: false } => new Finding(
                Severity.Fault, "ledger", $"It cannot be written: {ledger.Fault ?? "no reason is told."} {disk}; it refuses below {Written.Bytes(ledger.RefuseAt)}.",
                "Make room on that disk, or put Ledger:Path on a larger volume. Receiving goes on by itself."),
            _ when ledger.FreeBytes < ledger.WarnAt => new Finding(
                Severity.Warning, "ledger", $"{disk}, less than Ledger:WarnAt ({Written.Bytes(ledger.WarnAt)}); below {Written.Bytes(ledger.RefuseAt)} it refuses deliveries.",
                "Make room, or let it keep less: Ledger:RetainFor, Ledger:RetainBytes."),
            _ => new Finding(Severity.Well, "ledger", $"It can be written; {disk}."),
        };
        yield return ledger.OldestPendingAt is { } oldest && now - oldest > WaitsTooLong
            ? new Finding(
                Severity.Warning, "backlog", $"{Written.Number(ledger.Pending)} deliveries wait, the oldest for {Written.Span(now - oldest)}.",
                "They go on by themselves once RabbitMQ takes them and a queue is bound: see rabbitmq and the unrouted deliveries.")
            : new Finding(Severity.Well, "backlog", $"{Written.Number(ledger.Pending)} deliveries wait.");
    }
}
