using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Doctor;

/// <summary>The queues: whether anybody reads them, and keeps up. What is wrong with a declared one stands in the relay's health.</summary>
internal static class QueueChecks
{
    private static readonly TimeSpan TooOld = TimeSpan.FromMinutes(10);

    public static IEnumerable<Finding> Of(SubscriberList list)
    {
        if (list.Subscribers.Count is 0)
        {
            yield return new Finding(Severity.Warning, "queues", "No queue is bound: nobody gets the events.", "Name a subscriber (Subscribers:<name>), or bind a queue to labelbox.events.");
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
            { Messages: null, Declared: true } => new Finding(Severity.Fault, subject, "It is not there.", "The relay makes it again within 30 s; see rabbitmq."),
            { Consumers: 0, Messages: var waiting } => new Finding(
                Severity.Warning, subject, $"Nobody reads it; {Written.Number(waiting ?? 0)} messages wait.",
                subscriber.Declared ? "Start its service; or take it out of Subscribers and delete the queue, which is kept for ever otherwise." : "Start its service, or delete the queue: it grows for ever otherwise."),
            { OldestMessageAge: { } age } when TimeSpan.FromSeconds(age) > TooOld => new Finding(
                Severity.Warning, subject, $"Its service is behind: {Written.Number(subscriber.Messages ?? 0)} messages wait, the oldest for {Written.Span(TimeSpan.FromSeconds(age))}.", "Look at the service, or give it more consumers."),
            { Consumers: { } readers } => new Finding(Severity.Well, subject, $"{Written.Number(readers)} consumers, {Written.Number(subscriber.Messages ?? 0)} messages wait."),
            _ => new Finding(Severity.Well, subject, $"Bound with {string.Join(", ", subscriber.Bindings)}."),
        };
    }
}
