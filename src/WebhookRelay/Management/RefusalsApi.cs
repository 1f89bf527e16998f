using WebhookRelay.Receiving;

namespace WebhookRelay.Management;

/// <summary>Lists what the public port refused. A webhook with a wrong secret or address shows only here.</summary>
internal static class RefusalsApi
{
    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/refusals", (RefusalLog refusals, RefusedRequestLog requests) => TypedResults.Json(new RefusalList([.. refusals.All.Select(Of)], [.. requests.Newest.Select(Of)]), AdminJson.Default.RefusalList))
            .Produces<RefusalList>()
            .WithSummary("Lists requests that the public port refused since the start, by reason and webhook, newest first, with a likely cause.")
            .WithDescription($"'requests' holds the newest {RefusedRequestLog.Capacity} requests themselves, without body and signature. Their id and topic are not verified.");

    private static RefusalView Of(RefusedRequests refused) => new(
        refused.Reason.Tag(), refused.Status, refused.Reason.Meaning(), refused.Hint, refused.Webhook, refused.Count, refused.Signed, refused.LastAt, refused.LastFrom?.ToString());

    private static RefusedRequestView Of(RefusedRequest request) => new(
        request.At, request.From?.ToString(), request.Webhook, request.Reason.Tag(), request.Status, request.Id, request.Topic, request.Size, request.Signed, request.Hint);
}

/// <param name="Refusals">The totals.</param>
/// <param name="Requests">The newest requests, newest first.</param>
internal sealed record RefusalList(IReadOnlyList<RefusalView> Refusals, IReadOnlyList<RefusedRequestView> Requests);

/// <param name="At">When it was refused.</param>
/// <param name="From">The sender's address.</param>
/// <param name="Webhook">Its name; empty for the path without a name and for unknown paths.</param>
/// <param name="Reason">As in <c>webhookrelay.refusals</c>.</param>
/// <param name="Status">The status sent.</param>
/// <param name="Id"><c>X-Labelbox-Id</c>, not verified; absent if it is missing or malformed.</param>
/// <param name="Topic"><c>X-Labelbox-Event</c>, not verified; absent if it is missing or malformed.</param>
/// <param name="Size">Bytes of the body: as read or, if it was not read to its end, as announced.</param>
/// <param name="Signed">Whether it had a signature, valid or not.</param>
/// <param name="Hint">The likely cause. In Development it is searched for in each request, elsewhere at most once a minute.</param>
internal sealed record RefusedRequestView(
    DateTimeOffset At, string? From, string Webhook, string Reason, int Status, string? Id, string? Topic, long? Size, bool Signed, string? Hint);

/// <param name="Reason">As in <c>webhookrelay.refusals</c>.</param>
/// <param name="Status">The status of the newest.</param>
/// <param name="Meaning">What the reason means, and what to check.</param>
/// <param name="Hint">A hint from the request itself; absent if there is none.</param>
/// <param name="Webhook">Its name; empty for the path without a name and for unknown paths.</param>
/// <param name="Count">How many there were since the start.</param>
/// <param name="Signed">How many had a signature, valid or not: these may be real deliveries.</param>
/// <param name="LastAt">When the newest arrived.</param>
/// <param name="LastFrom">The sender of the newest.</param>
internal sealed record RefusalView(
    string Reason, int Status, string Meaning, string? Hint, string Webhook, long Count, long Signed, DateTimeOffset LastAt, string? LastFrom);
