namespace WebhookRelay.Inspector.Refused;

/// <param name="Reasons">The refusals since the start, by reason and webhook, newest first.</param>
public sealed record RefusedView(IReadOnlyList<RefusedRow> Reasons);

/// <param name="Reason">As in the metric <c>webhookrelay.refusals</c>.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Meaning">What it means, and what to check.</param>
/// <param name="Hint">A hint from the request itself; null if there is none.</param>
/// <param name="Webhook">The webhook; null for the path without a name.</param>
/// <param name="Count">How many there were.</param>
/// <param name="WithSignature">How many had a signature: these may be deliveries.</param>
/// <param name="LastAt">When the newest arrived.</param>
/// <param name="LastFrom">Where it came from.</param>
public sealed record RefusedRow(string Reason, int Status, string Meaning, string? Hint, string? Webhook, long Count, long WithSignature, DateTimeOffset LastAt, string? LastFrom);
