using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;
using WebhookRelay.Contracts;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Findings about the relay's dependencies, from its health report.</summary>
internal static class DependencyChecks
{
    /// <summary><see cref="LedgerChecks"/> examines it in more detail.</summary>
    private const string Ledger = "ledger";

    private const string Subscriber = "subscriber:";
    private const string RabbitMq = "rabbitmq";
    private const string Queues = "queues";
    private const string Development = "Development";

    public static IEnumerable<Finding> Of(Health health, string environment)
    {
        yield return health.Status is "healthy"
            ? new Finding(Severity.Ok, "relay", "The relay responds and is healthy.")
            : new Finding(Severity.Note, "relay", $"The relay responds and is {health.Status}: see below.");
        var brokerIsAway = health.Checks.TryGetValue(RabbitMq, out var broker) && broker.Status is "degraded" or "down";
        foreach (var (name, check) in health.Checks.Where(check => check.Key is not Ledger).OrderBy(check => check.Key, StringComparer.Ordinal))
        {
            // Without the broker, the last state of a queue is out of date.
            yield return brokerIsAway && check.Status is "up" && (name is Queues || name.StartsWith(Subscriber, StringComparison.Ordinal))
                ? new Finding(Severity.Note, SubjectOf(name), "Unknown while RabbitMQ is unavailable.")
                : Of(name, check, environment);
        }
    }

    /// <summary>"queues" is the subject of <see cref="QueueChecks"/>, so the health check gets another one.</summary>
    private static string SubjectOf(string name) => name is Queues ? "rejections by queues" : name;

    private static Finding Of(string name, Check check, string environment) => check.Status switch
    {
        "up" when check.Reason is { } past => new Finding(Severity.Note, name, $"{past} ({Humanize.Time(check.Since)})"),
        "up" => new Finding(Severity.Ok, SubjectOf(name), name is Queues ? "None." : "Up."),
        "not-configured" when name is RabbitMq && environment is not Development => new Finding(
            Severity.Warning, name, Without(name), "Set Publishing:RabbitMq and remove Publishing:Transport=InMemory."),
        "not-configured" => new Finding(Severity.Note, name, Without(name)),
        // The relay still receives, but no subscriber gets an event.
        "degraded" when name is RabbitMq => new Finding(Severity.Fault, name, $"{check.Reason ?? "Degraded."} (since {Humanize.Time(check.Since)})", Remedy(name)),
        "degraded" => new Finding(Severity.Warning, SubjectOf(name), $"{check.Reason ?? "Degraded."} (since {Humanize.Time(check.Since)})", Remedy(name)),
        _ => new Finding(Severity.Fault, name, $"{check.Reason ?? "Down."} (since {Humanize.Time(check.Since)})", Remedy(name)),
    };

    private static string Without(string name) => name switch
    {
        "redis" => "Not configured (Deduplication:Redis): the relay deduplicates with its ledger, which is enough for one relay.",
        RabbitMq => "Not configured (Publishing:RabbitMq): events are only logged.",
        _ => "Not configured.",
    };

    private static string Remedy(string name) => name switch
    {
        "redis" => "Start Redis, correct Deduplication:Redis, or give its user the permissions that deploy/README.md lists. Deliveries continue; subscribers may get duplicates until then.",
        RabbitMq => "Start RabbitMQ, correct Publishing:RabbitMq, or give its user the permissions that deploy/README.md lists. The relay stores deliveries and publishes them once RabbitMQ accepts them.",
        Queues => "Start the service that reads the queue, raise the queue's limit, or delete the queue. Missing events are then published within 5 s. Other queues keep getting their events (k8s/runbooks/WebhookRelayQueueRefuses.md).",
        "exchange" => $"Remove the alternate exchange from {EventExchange.Name} (its policy, or declare the exchange again without it). Deliveries without a bound queue then wait in the ledger.",
        "clock" => "Check the machine's time service (timedatectl, chronyc tracking): it sets the clock in steps. Until then deliveries are dated by the time before the jump.",
        _ when name.StartsWith(Subscriber, StringComparison.Ordinal) => $"Check the queue '{name[Subscriber.Length..]}' in RabbitMQ. The relay declares a missing queue again within 30 s. Delete a queue with other arguments once it is empty; read from a full one.",
        _ => "See the relay's log.",
    };
}
