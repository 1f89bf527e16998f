#pragma warning disable
namespace WebhookRelay.Labelbox;
public sealed record PayloadFacts(string PayloadVersion, string? ProjectId, string? DataRowId, string? LabelId, string? MediaType, DateTimeOffset? HappenedAt, ReadOnlyMemory<byte> DataRow);
public abstract record PayloadReading { public sealed record Understood(PayloadFacts Facts) : PayloadReading; public sealed record NotUnderstood(string Reason) : PayloadReading; }
public static class DeliveryPayload { public static PayloadReading Read(ReadOnlyMemory<byte> b) => null!; }
