using WebhookRelay.Receiving;

namespace WebhookRelay.Management;

/// <summary>What the public port refused: a webhook with a wrong secret or address shows here and nowhere else.</summary>
internal static class RefusalsApi
{
    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/refusals", (RefusalLog refusals) => TypedResults.Json(new RefusalList([.. refusals.All.Select(Of)]), AdminJson.Default.RefusalList))
            .Produces<RefusalList>()
            .WithSummary("What the public port refused since the start, by reason and webhook, the newest first, with what it hints at.");

    private static RefusalView Of(RefusedRequests refused) => new(
        refused.Reason.Tag(), refused.Status, refused.Reason.Meaning(), refused.Hint, refused.Webhook, refused.Count, refused.Signed, refused.LastAt, refused.LastFrom?.ToString());
}

internal sealed record RefusalList(IReadOnlyList<RefusalView> Refusals);

/// <param name="Reason">As in <c>webhookrelay.refusals</c>.</param>
/// <param name="Status">What the newest was answered.</param>
/// <param name="Meaning">What the reason means, and what to look at.</param>
/// <param name="Hint">What the request itself hints at; absent where nothing could be told.</param>
/// <param name="Webhook">Its name; empty for the path without one, and where the path is not known.</param>
/// <param name="Count">How many there were since the start.</param>
/// <param name="Signed">How many of them had a signature, right or wrong: these may be real deliveries.</param>
/// <param name="LastAt">When the newest came.</param>
/// <param name="LastFrom">Where it came from.</param>
internal sealed record RefusalView(
    string Reason, int Status, string Meaning, string? Hint, string Webhook, long Count, long Signed, DateTimeOffset LastAt, string? LastFrom);
