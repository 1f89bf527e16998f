namespace WebhookRelay.Cli.Admin;

internal sealed record Health(string Status, IReadOnlyDictionary<string, Check> Checks);

internal sealed record Check(string Status, string? Reason, DateTimeOffset Since);

internal sealed record RelayStatus(string? Replica, string Environment, string Version, ReceivingStatus Receiving, LedgerState Ledger);

internal sealed record ReceivingStatus(string Url, IReadOnlyList<ReceivingWebhook> Webhooks);

/// <param name="Name">Empty for the path without a name.</param>
/// <param name="SecretMarks">The marks of the accepted secrets; the first one signs.</param>
/// <param name="DevelopmentSecret">Whether the relay generated the secret for Development.</param>
internal sealed record ReceivingWebhook(string Name, string Path, IReadOnlyList<string> SecretMarks, bool DevelopmentSecret);

internal sealed record LedgerState(string Path, bool Writable, string? Fault, long FreeBytes, long WarnAt, long RefuseAt, long Pending, DateTimeOffset? OldestPendingAt, OldestEntry? Oldest);

internal sealed record OldestEntry(string Sequence, DateTimeOffset AcceptedAt);

internal sealed record Activity(
    DateTimeOffset From, DateTimeOffset To, int Step, DateTimeOffset Since,
    IReadOnlyList<ActivitySeries> Accepted, IReadOnlyList<ActivitySeries> Settled, IReadOnlyList<ActivitySeries> Refused, IReadOnlyList<IncompleteTime> Incomplete);

/// <summary>A series of accepted deliveries (webhook, topic), settled ones (state, topic) or refused requests (reason).</summary>
internal sealed record ActivitySeries(string? Webhook, string? State, string? Reason, string? Topic, long Total, IReadOnlyList<long> Counts);

internal sealed record IncompleteTime(DateTimeOffset From, DateTimeOffset To);

internal sealed record RefusalList(IReadOnlyList<RefusedRequests> Refusals, IReadOnlyList<RefusedRequest>? Requests);

internal sealed record RefusedRequest(
    DateTimeOffset At, string? From, string Webhook, string Reason, int Status, string? Id, string? Topic, long? Size, bool Signed, string? Hint);

internal sealed record RefusedRequests(
    string Reason, int Status, string Meaning, string? Hint, string Webhook, long Count, long Signed, DateTimeOffset LastAt, string? LastFrom);

internal sealed record SubscriberList(IReadOnlyList<Subscriber> Subscribers);

internal sealed record Subscriber(
    string Queue, bool Declared, IReadOnlyList<string> Bindings, long? Messages, long? Consumers, DateTimeOffset? OldestMessageAt, double? OldestMessageAge, string? Fault);

internal sealed record SubscriptionReport(
    string Mode, string? PublicUrl, bool Tunnel, DateTimeOffset? AskedAt, string? Fault, IReadOnlyList<Subscription> Subscriptions, IReadOnlyList<PlannedStep> Done, IReadOnlyList<PlannedStep> ToDo);

internal sealed record Subscription(
    string Name, string? Url, string? Project, bool Organization, IReadOnlyList<string> Topics, string Version, DateTimeOffset? LastDeliveryAt,
    IReadOnlyList<RegisteredWebhook> Webhooks, IReadOnlyList<Condition> Conditions);

internal sealed record RegisteredWebhook(string Id, string? Url, string? Status, string? Delivers, DateTimeOffset? LastDeliveryAt);

internal sealed record Condition(string Type, string Status, string Reason, string Message, DateTimeOffset Since);

internal sealed record PlannedStep(string Subscription, string Step, string Why, string? WebhookId, IReadOnlyList<string>? Instructions);

internal sealed record Backup(string Path, long Head);

internal sealed record LedgerVerification(string LedgerId, long Entries, long Bytes, string? Fault);
