using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>An accepted delivery: written once, in order, and never changed. Its <see cref="Hash"/> chains it to the previous entry.</summary>
/// <param name="Sequence">Its position in the ledger, strictly increasing. Counts microseconds and may run ahead of the time of day.</param>
/// <param name="AcceptedAt">When the delivery was accepted.</param>
/// <param name="Id">The delivery's id.</param>
/// <param name="Event">The event header as received.</param>
/// <param name="Webhook">The webhook that received it; empty for the path without a name.</param>
/// <param name="SecretMark">The mark of the secret that verified it.</param>
/// <param name="Headers">The stored request headers.</param>
/// <param name="BodyDigest">SHA-256 of the body.</param>
/// <param name="BodyLength">Bytes of the body.</param>
/// <param name="Hash">SHA-256 over the previous hash and the fields above.</param>
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
    /// <summary>Identifies the sending webhook as far as possible: by path and secret.</summary>
    public string Origin => $"{Webhook.ToLowerInvariant()} {SecretMark}";

    /// <summary>The id of its event if the delivery's id was used before with another body.</summary>
    public string ReplacementId => EventIdentity.ForReusedId(Id, BodyDigest.Span);

    /// <summary>A time in microseconds since 1970; 0 for earlier times.</summary>
    public static long Microseconds(DateTimeOffset moment) => Math.Max(0, (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset TimeOf(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
