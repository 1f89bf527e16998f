using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>What was accepted: written once, in order, and never changed. Its <see cref="Hash"/> chains it to the entry before.</summary>
/// <param name="Sequence">Its place in the ledger, strictly increasing. It counts microseconds, and may run ahead of the time of day.</param>
/// <param name="AcceptedAt">When the delivery was accepted.</param>
/// <param name="Id">The delivery's id.</param>
/// <param name="Event">The event header as it came.</param>
/// <param name="Webhook">The webhook it came by; empty for the path without one.</param>
/// <param name="SecretMark">Which secret verified it.</param>
/// <param name="Headers">The request headers that were kept.</param>
/// <param name="BodyDigest">SHA-256 of the body.</param>
/// <param name="BodyLength">Bytes of the body.</param>
/// <param name="Hash">SHA-256 over the hash before it and the fields above.</param>
/// <param name="TraceParent">W3C trace context of the request's span.</param>
internal sealed record LedgerEntry(
    long Sequence,
    DateTimeOffset AcceptedAt,
    string Id,
    string Event,
    string Webhook,
    string SecretMark,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> BodyDigest,
    long BodyLength,
    ReadOnlyMemory<byte> Hash,
    string? TraceParent)
{
    /// <summary>The webhook it came from, as well as we can tell: its path and its secret.</summary>
    public string Origin => $"{Webhook.ToLowerInvariant()} {SecretMark}";

    /// <summary>The id that its event has where the delivery's id was used before, with another body.</summary>
    public string ReplacementId => EventIdentity.ForReusedId(Id, BodyDigest.Span);

    /// <summary>A moment as the ledger counts it; what lies before 1970 is 0.</summary>
    public static long Microseconds(DateTimeOffset moment) => Math.Max(0, (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset TimeOf(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
