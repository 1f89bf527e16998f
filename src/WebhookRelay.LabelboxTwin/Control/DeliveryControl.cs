using System.Text;
using WebhookRelay.LabelboxTwin.Deliveries;

namespace WebhookRelay.LabelboxTwin.Control;

/// <param name="NewId">Whether the same body gets a new delivery id.</param>
internal sealed record RepeatRequest(bool NewId = false);

/// <summary>Endpoints that show deliveries and their responses, and repeat them.</summary>
internal static class DeliveryControl
{
    private const string List = "/twin/notifications";

    public static void Map(RouteGroupBuilder twin)
    {
        twin.MapGet("/notifications", (Notifications notifications, string? webhook, long? after, int? limit) =>
            notifications.After(after ?? 0, webhook, limit ?? 100).Select(Summary));
        twin.MapGet("/notifications/{number:long}", (Notifications notifications, long number) =>
            notifications.Find(number) is { } notification ? TypedResults.Ok(Whole(notification)) : NoSuch(number));
        twin.MapGet("/notifications/{number:long}/body", (Notifications notifications, long number) =>
            notifications.Find(number) is { } notification ? TypedResults.Bytes(notification.RequestBody, "application/json") : NoSuch(number));
        twin.MapPost("/notifications/{number:long}/again", (Notifications notifications, Dispatcher dispatcher, long number, RepeatRequest? request) =>
            notifications.Find(number) is { } notification
                ? TypedResults.Ok(new { dispatcher.Repeat(notification.Delivery, request?.NewId is true).Id })
                : NoSuch(number));
        twin.MapGet("/statistics", (Statistics statistics, WebhookRegistry webhooks) => TypedResults.Ok(new
        {
            total = statistics.Total(),
            webhooks = webhooks.All.ToDictionary(webhook => webhook.Id, webhook => statistics.Of(webhook.Id), StringComparer.Ordinal),
        }));
        twin.MapGet("/acknowledged", (Statistics statistics, string? webhook) =>
            TypedResults.Text(string.Concat(statistics.Acknowledged(webhook).Select(id => id + '\n'))));
        twin.MapPost("/settle", async (Outboxes outboxes, Statistics statistics, CancellationToken cancellationToken) =>
        {
            await outboxes.SettledAsync(cancellationToken);
            return TypedResults.Ok(statistics.Total());
        });
    }

    private static object Summary(Notification notification) => new
    {
        notification.Number,
        notification.Delivery.Id,
        webhook = notification.Delivery.WebhookId,
        @event = notification.RequestHeaders.GetValueOrDefault("X-Labelbox-Event"),
        notification.Url,
        notification.At,
        notification.Took,
        notification.RequestBytes,
        notification.Delivery.Damage,
        notification.Status,
        notification.Error,
    };

    private static object Whole(Notification notification) => new
    {
        summary = Summary(notification),
        notification.RequestHeaders,
        requestBody = Encoding.UTF8.GetString(notification.RequestBody.Span),
        notification.ResponseHeaders,
        notification.ResponseBody,
    };

    private static IResult NoSuch(long number) => ControlProblem.NotFound("notification (any more)", number.ToString(System.Globalization.CultureInfo.InvariantCulture), List);
}
