namespace WebhookRelay.Ledger;

/// <summary>A delivery whose signature over <see cref="Body"/> was verified. The ledger accepts no other deliveries.</summary>
/// <param name="Id"><c>X-Labelbox-Id</c>, 1-256 visible ASCII characters. Not covered by the signature.</param>
/// <param name="Event"><c>X-Labelbox-Event</c> as received. Not covered by the signature.</param>
/// <param name="Webhook">The <c>{webhook}</c> of the path; empty for the path without a name.</param>
/// <param name="SecretMark">Which secret matched: 8 hex digits that do not reveal it.</param>
/// <param name="Headers">The request headers to store, never a signature.</param>
/// <param name="Body">The body as received.</param>
/// <param name="TraceParent">W3C trace context of the request's span, so that the relay's spans join it.</param>
internal sealed record VerifiedDelivery(
    string Id,
    string Event,
    string Webhook,
    string SecretMark,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    EntryBody Body,
    string? TraceParent);
