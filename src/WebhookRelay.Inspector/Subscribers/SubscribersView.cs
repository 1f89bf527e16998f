namespace WebhookRelay.Inspector.Subscribers;

/// <param name="Queues">The queues that receive events.</param>
/// <param name="InMemory">Whether there is no broker.</param>
public sealed record SubscribersView(IReadOnlyList<QueueRow> Queues, bool InMemory);

/// <param name="Queue">Its name.</param>
/// <param name="Declared">Whether the relay declares and maintains it.</param>
/// <param name="Bindings">Its binding patterns.</param>
/// <param name="Messages">Its ready messages; null if unknown.</param>
/// <param name="Consumers">Its consumers; null if unknown.</param>
/// <param name="OldestFor">The age of its first message; null if unknown.</param>
/// <param name="Fault">What is wrong with it.</param>
public sealed record QueueRow(string Queue, bool Declared, IReadOnlyList<string> Bindings, long? Messages, long? Consumers, TimeSpan? OldestFor, string? Fault)
{
    public string State => this switch
    {
        { Fault: not null } => "degraded",
        { Messages: null, Consumers: null } => "unknown",
        { Consumers: 0 } => "no consumer",
        _ => "up",
    };
}
