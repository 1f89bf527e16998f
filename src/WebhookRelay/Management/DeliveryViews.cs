using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <param name="Deliveries">Newest first.</param>
/// <param name="Next">The <c>cursor</c> of the next page; absent at the end. A page may hold fewer than asked for, and still have a next.</param>
internal sealed record DeliveryList(IReadOnlyList<DeliverySummary> Deliveries, string? Next);

/// <summary>An entry of the ledger in a list. Its project, data row and label are known once the relay has taken it up.</summary>
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
            FilterText.NameOf(settlement?.State ?? DeliveryState.Accepted), settlement?.At, settlement?.RoutingKey, settlement?.Error,
            facts?.ProjectId, facts?.DataRowId, facts?.LabelId, entry.BodyLength);
    }

    /// <summary>A sequence as events carry it.</summary>
    public static string Text(long sequence) => sequence.ToString("D20", CultureInfo.InvariantCulture);
}

/// <param name="Deliveries">Every entry with the id, newest first: more than one where the id came again with another body.</param>
internal sealed record DeliveryDetails(IReadOnlyList<DeliveryDetail> Deliveries);

/// <summary>One entry with everything that is known of it.</summary>
/// <param name="Delivery">As in a list.</param>
/// <param name="SecretMark">Which secret verified it.</param>
/// <param name="TraceParent">The trace of the request it came with.</param>
/// <param name="Headers">The request headers that were kept.</param>
/// <param name="BodySha256">Of the body, hex.</param>
/// <param name="LedgerHash">Its link of the chain, hex.</param>
/// <param name="Attempts">Every time it was driven, oldest first; the newest 50.</param>
/// <param name="Payload">The body where it is JSON; absent where it is too long to be shown here.</param>
/// <param name="PayloadText">The body where it is text, but no JSON.</param>
/// <param name="Event">The event as it was, or would be, published; absent where it is too long to be shown here.</param>
/// <param name="Masked">Whether secrets and signed addresses were taken out; <c>?reveal=true</c> shows them.</param>
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
/// <param name="RoutingKey">The key it went out with.</param>
/// <param name="Error">Why it went wrong.</param>
/// <param name="ReplayId">The replay it belonged to.</param>
/// <param name="Queue">The one queue it was meant for.</param>
internal sealed record AttemptView(DateTimeOffset At, string Outcome, string? RoutingKey, string? Error, string? ReplayId, string? Queue)
{
    public static AttemptView Of(DeliveryAttempt attempt) => new(
        attempt.At,
        attempt.Result switch
        {
            AttemptResult.Relayed => "relayed",
            AttemptResult.Duplicate => "duplicate",
            AttemptResult.Unrouted => "unrouted",
            AttemptResult.Quarantined => "quarantined",
            AttemptResult.Refused => "refused",
            AttemptResult.Unanswered => "unanswered",
            AttemptResult.Failed => "failed",
            _ => throw new UnreachableException($"{attempt.Result} has no name."),
        },
        attempt.RoutingKey,
        attempt.Error,
        attempt.ReplayId,
        attempt.Queue);
}

/// <summary>JSON that goes out as it is.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record RawJson(ReadOnlyMemory<byte> Bytes)
{
    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Bytes.Span, skipInputValidation: true);
    }
}
