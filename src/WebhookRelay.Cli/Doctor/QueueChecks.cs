using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;
using WebhookRelay.Contracts;

namespace WebhookRelay.Cli.Doctor;

/// <summary>Findings about the queues: whether they have consumers that keep up. Faults of declared queues are in the health report.</summary>
internal static class QueueChecks
{
    private static readonly TimeSpan OldestMessageLimit = TimeSpan.FromMinutes(10);

    public static IEnumerable<Finding> Of(SubscriberList list)
    {
        if (list.Subscribers.Count is 0)
        {
            yield return new Finding(Severity.Warning, "queues", "No queue is bound, so no service gets the events.", $"Name a subscriber (Subscribers:<name>), or bind a queue to {EventExchange.Name}.");
        }

        foreach (var subscriber in list.Subscribers)
        {
            yield return Of(subscriber);
        }
    }

    private static Finding Of(Subscriber subscriber)
    {
        var subject = $"queue {subscriber.Queue}";
        return subscriber switch
        {
            { Messages: null, Declared: true } => new Finding(Severity.Fault, subject, "The queue does not exist.", "The relay declares it again within 30 s; see rabbitmq."),
            { Consumers: 0, Messages: var waiting } => new Finding(
                Severity.Warning, subject, $"It has no consumers; {Humanize.Number(waiting ?? 0)} messages wait.",
                subscriber.Declared ? "Start its service, or remove it from Subscribers and delete the queue. Otherwise the queue is kept forever." : "Start its service, or delete the queue. Otherwise it grows without limit."),
            { OldestMessageAge: { } age } when TimeSpan.FromSeconds(age) > OldestMessageLimit => new Finding(
                Severity.Warning, subject, $"Its service is behind: {Humanize.Number(subscriber.Messages ?? 0)} messages wait, the oldest for {Humanize.Span(TimeSpan.FromSeconds(age))}.", "Check the service, or add consumers."),
            { Consumers: { } readers } => new Finding(Severity.Ok, subject, $"{Humanize.Number(readers)} consumers, {Humanize.Number(subscriber.Messages ?? 0)} messages wait."),
            _ => new Finding(Severity.Ok, subject, $"Bound with {string.Join(", ", subscriber.Bindings)}."),
        };
    }
}
