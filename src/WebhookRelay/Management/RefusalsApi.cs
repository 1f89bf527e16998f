using WebhookRelay.Receiving;

namespace WebhookRelay.Management;

/// <summary>Lists what the public port refused. A webhook with a wrong secret or address shows only here.</summary>
internal static class RefusalsApi
{
    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/refusals", (RefusalLog refusals) => TypedResults.Json(new RefusalList([.. refusals.All.Select(Of)]), AdminJson.Default.RefusalList))
            .Produces<RefusalList>()
            .WithSummary("Lists requests that the public port refused since the start, by reason and webhook, newest first, with a likely cause.");

    private static RefusalView Of(RefusedRequests refused) => new(
        refused.Reason.Tag(), refused.Status, refused.Reason.Meaning(), refused.Hint, refused.Webhook, refused.Count, refused.Signed, refused.LastAt, refused.LastFrom?.ToString());
}

internal sealed record RefusalList(IReadOnlyList<RefusalView> Refusals);

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
