using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <param name="Deliveries">Newest first.</param>
/// <param name="Next">The <c>cursor</c> of the next page; absent at the end. A page may contain fewer than requested and still have a next one.</param>
internal sealed record DeliveryList(IReadOnlyList<DeliverySummary> Deliveries, string? Next);

/// <summary>An entry of the ledger in a list. Its project, data row and label are known once the relay has processed it.</summary>
internal sealed record DeliverySummary(
    string Sequence,
    string Id,
    string LabelboxEvent,
    string? Webhook,
    DateTimeOffset AcceptedAt,
    string State,
    DateTimeOffset? SettledAt,
    string? RoutingKey,
    string? Error,
    string? ProjectId,
    string? DataRowId,
    string? LabelId,
    long BodyLength)
{
    public static DeliverySummary Of(FoundEntry found)
    {
        var (entry, settlement, facts) = found;
        return new DeliverySummary(
            Text(entry.Sequence), entry.Id, entry.Event, entry.Webhook is { Length: > 0 } webhook ? webhook : null, entry.AcceptedAt,
            (settlement?.State ?? DeliveryState.Accepted).Name(), settlement?.At, settlement?.RoutingKey, settlement?.Error,
            facts?.ProjectId, facts?.DataRowId, facts?.LabelId, entry.BodyLength);
    }

    /// <summary>A sequence as events carry it.</summary>
    public static string Text(long sequence) => sequence.ToString("D20", CultureInfo.InvariantCulture);
}

/// <param name="Deliveries">Every entry with the id, newest first: more than one if the id was used again with another body.</param>
internal sealed record DeliveryDetails(IReadOnlyList<DeliveryDetail> Deliveries);

/// <summary>Everything known about one entry.</summary>
/// <param name="Delivery">The summary, as in a list.</param>
/// <param name="SecretMark">The mark of the secret that verified it.</param>
/// <param name="TraceParent">The trace of its request.</param>
/// <param name="Headers">The stored request headers.</param>
/// <param name="BodySha256">SHA-256 of the body, hex.</param>
/// <param name="LedgerHash">Its link in the hash chain, hex.</param>
/// <param name="Attempts">Its attempts, oldest first; at most the newest 50.</param>
/// <param name="Payload">The body if it is JSON; absent if it is too long to show here.</param>
/// <param name="PayloadText">The body if it is text but not JSON.</param>
/// <param name="Event">The event as it was, or would be, published; absent if it is too long to show here.</param>
/// <param name="Masked">Whether secrets and signed URLs are masked; <c>?reveal=true</c> shows them.</param>
internal sealed record DeliveryDetail(
    DeliverySummary Delivery,
    string SecretMark,
    string? TraceParent,
    IReadOnlyDictionary<string, string> Headers,
    string BodySha256,
    string LedgerHash,
    IReadOnlyList<AttemptView> Attempts,
    RawJson? Payload,
    string? PayloadText,
    RawJson? Event,
    bool Masked);

/// <param name="At">When it ended.</param>
/// <param name="Outcome">relayed, duplicate, unrouted, quarantined, refused, unanswered or failed.</param>
/// <param name="RoutingKey">Its routing key.</param>
/// <param name="Error">The error.</param>
/// <param name="ReplayId">The replay it belonged to.</param>
/// <param name="Queue">The single target queue.</param>
internal sealed record AttemptView(DateTimeOffset At, string Outcome, string? RoutingKey, string? Error, string? ReplayId, string? Queue)
{
    public static AttemptView Of(DeliveryAttempt attempt) => new(
        attempt.At,
        attempt.Result.Name(),
        attempt.RoutingKey,
        attempt.Error,
        attempt.ReplayId,
        attempt.Queue);
}

/// <summary>JSON that is written unchanged.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record RawJson(ReadOnlyMemory<byte> Bytes)
{
    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Bytes.Span, skipInputValidation: true);
    }
}
