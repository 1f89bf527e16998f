using WebhookRelay.Inspector.Refused;
using WebhookRelay.Receiving;

namespace WebhookRelay.Inspecting;

internal static class RefusedPages
{
    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/refused", (RefusalLog refusals) => PageResult.Of<RefusedPage, RefusedView>("refused", new RefusedView([.. refusals.All.Select(Row)])));

    private static RefusedRow Row(RefusedRequests refused) => new(
        refused.Reason.Tag(), refused.Status, refused.Reason.Meaning(), refused.Hint, refused.Webhook is { Length: > 0 } webhook ? webhook : null,
        refused.Count, refused.Signed, refused.LastAt, refused.LastFrom?.ToString());
}
