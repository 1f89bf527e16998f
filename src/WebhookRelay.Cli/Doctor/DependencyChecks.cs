using WebhookRelay.Cli.Admin;

namespace WebhookRelay.Cli.Doctor;

/// <summary>What the relay depends on, as its health tells.</summary>
internal static class DependencyChecks
{
    /// <summary>It is looked at more closely by itself.</summary>
    private const string Ledger = "ledger";

    private const string Subscriber = "subscriber:";
    private const string RabbitMq = "rabbitmq";
    private const string Queues = "queues";
    private const string Development = "Development";

    public static IEnumerable<Finding> Of(Health health, string environment)
    {
        yield return health.Status is "healthy"
            ? new Finding(Severity.Well, "relay", "It answers, and is healthy.")
            : new Finding(Severity.Note, "relay", $"It answers, and is {health.Status}: see below.");
        var brokerIsAway = health.Checks.TryGetValue(RabbitMq, out var broker) && broker.Status is "degraded" or "down";
        foreach (var (name, check) in health.Checks.Where(check => check.Key is not Ledger).OrderBy(check => check.Key, StringComparer.Ordinal))
        {
            // What was last seen of a queue is not known to be so any more.
            yield return brokerIsAway && check.Status is "up" && (name is Queues || name.StartsWith(Subscriber, StringComparison.Ordinal))
                ? new Finding(Severity.Note, SubjectOf(name), "Not known while RabbitMQ is away.")
                : Of(name, check, environment);
        }
    }

    /// <summary>The queues themselves are looked at apart from what they refuse.</summary>
    private static string SubjectOf(string name) => name is Queues ? "refusals by queues" : name;

    private static Finding Of(string name, Check check, string environment) => check.Status switch
    {
        "up" when check.Reason is { } past => new Finding(Severity.Note, name, $"{past} ({Output.Written.Time(check.Since)})"),
        "up" => new Finding(Severity.Well, SubjectOf(name), "Up."),
        "not-configured" when name is RabbitMq && environment is not Development => new Finding(
            Severity.Warning, name, Without(name), "Set Publishing:RabbitMq, and take Publishing:Transport=InMemory out."),
        "not-configured" => new Finding(Severity.Note, name, Without(name)),
        // Receiving goes on, and no subscriber gets anything.
        "degraded" when name is RabbitMq => new Finding(Severity.Fault, name, $"{check.Reason ?? "Degraded."} (since {Output.Written.Time(check.Since)})", Remedy(name)),
        "degraded" => new Finding(Severity.Warning, SubjectOf(name), $"{check.Reason ?? "Degraded."} (since {Output.Written.Time(check.Since)})", Remedy(name)),
        _ => new Finding(Severity.Fault, name, $"{check.Reason ?? "Down."} (since {Output.Written.Time(check.Since)})", Remedy(name)),
    };

    private static string Without(string name) => name switch
    {
        "redis" => "Not configured: the ledger deduplicates for itself, which is enough for one relay (Deduplication:Redis).",
        RabbitMq => "Not configured: events are logged, and reach no service (Publishing:RabbitMq).",
        _ => "Not configured.",
    };

    private static string Remedy(string name) => name switch
    {
        "redis" => "Start Redis, correct Deduplication:Redis, or give its user the rights that deploy/README.md lists. Deliveries go on meanwhile; repeats may reach subscribers twice.",
        RabbitMq => "Start RabbitMQ, correct Publishing:RabbitMq, or give its user the rights that deploy/README.md lists. Deliveries are kept meanwhile, and relayed when it takes them.",
        Queues => "Let the service of the queue read it, raise its limit, or delete it; what it lacks is sent within 5 s then. Other queues get their events meanwhile (k8s/runbooks/WebhookRelayQueueRefuses.md).",
        "exchange" => "Take the alternate exchange off labelbox.events (its policy, or make the exchange again without it); deliveries that no queue is bound for then wait in the ledger.",
        "clock" => "Look at the machine's time service (timedatectl, chronyc tracking): it sets the clock in steps. What is accepted meanwhile is dated by the time before the jump.",
        _ when name.StartsWith(Subscriber, StringComparison.Ordinal) => $"Look at the queue '{name[Subscriber.Length..]}' in RabbitMQ; what is missing is made again within 30 s, one with other arguments has to be deleted once it is empty, and one that is full has to be read.",
        _ => "The relay's log tells more.",
    };
}
