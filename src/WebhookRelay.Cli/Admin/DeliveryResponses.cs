using System.Text.Json;

namespace WebhookRelay.Cli.Admin;

internal sealed record DeliveryPage(IReadOnlyList<Delivery> Deliveries, string? Next);

internal sealed record Delivery(
    string Sequence, string Id, string LabelboxEvent, string? Webhook, DateTimeOffset AcceptedAt, string State, DateTimeOffset? SettledAt, string? RoutingKey, string? Error,
    string? ProjectId, string? DataRowId, string? LabelId, long BodyLength);

internal sealed record FoundList(IReadOnlyList<Found> Found, string? Next);

internal sealed record Found(string Kind, string Value, string Link, Delivery Newest);

internal sealed record DeliveryDetails(IReadOnlyList<DeliveryDetail> Deliveries);

internal sealed record DeliveryDetail(
    Delivery Delivery, string SecretMark, string? TraceParent, IReadOnlyDictionary<string, string> Headers, string BodySha256, string LedgerHash,
    IReadOnlyList<Attempt> Attempts, JsonElement? Payload, string? PayloadText, JsonElement? Event, bool Masked);

internal sealed record Attempt(DateTimeOffset At, string Outcome, string? RoutingKey, string? Error, string? ReplayId, string? Queue);

internal sealed record ProvenEntry(
    long Sequence, string Id, string LabelboxEvent, string Webhook, string SecretMark, IReadOnlyList<ProvenHeader> Headers, string BodySha256, long BodyLength,
    long? AcceptedMicroseconds, bool Masked);

internal sealed record ProvenHeader(string Name, string Value);

internal sealed record ProvenHead(long Sequence, string Hash);

internal sealed record ProvenOutcome(string State, DateTimeOffset? SettledAt, string? RoutingKey, string? Error);
