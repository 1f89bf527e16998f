using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.Deliveries;

namespace WebhookRelay.LabelboxTwin.Control;

/// <summary>See <see cref="ApiFault"/>.</summary>
/// <param name="Delay">For <c>slow</c>: <c>00:00:05</c>.</param>
internal sealed record ApiFaultRequest(
    ApiFaultKind Kind, int? Count = null, string? Operation = null, int? Status = null, string? Code = null, string? Message = null, int RetryAfter = 1, TimeSpan? Delay = null);

/// <summary>See <see cref="DeliveryFault"/>.</summary>
/// <param name="Webhook">Null means any webhook.</param>
internal sealed record DeliveryFaultRequest(DeliveryFaultKind Kind, string? Webhook = null, int? Count = null);

/// <summary>Endpoints that inject faults into a number of calls or deliveries, or until cleared.</summary>
internal static class FaultControl
{
    public static void Map(RouteGroupBuilder twin)
    {
        twin.MapGet("/faults/api", (ApiFaults faults) => faults.Active);
        twin.MapPost("/faults/api", AddApiFault);
        twin.MapDelete("/faults/api", (ApiFaults faults) => faults.Clear());
        twin.MapGet("/faults/deliveries", (Dispatcher dispatcher) =>
            dispatcher.Faults.Select(fault => new { fault.Kind, webhook = fault.WebhookId, fault.Count, held = fault.Held.Count }));
        twin.MapPost("/faults/deliveries", AddDeliveryFault);
        twin.MapDelete("/faults/deliveries", (Dispatcher dispatcher) => dispatcher.ClearFaults());
    }

    private static IResult AddApiFault(ApiFaults faults, ApiFaultRequest request)
    {
        if (FindError(request) is { } reason)
        {
            return ControlProblem.BadRequest(reason);
        }

        faults.Add(new ApiFault(
            request.Kind, request.Count, request.Operation, request.Status, request.Code, request.Message, request.RetryAfter, request.Delay ?? TimeSpan.FromSeconds(5)));
        return TypedResults.Ok(request);
    }

    private static string? FindError(ApiFaultRequest request) => request switch
    {
        { Count: < 1 } => "count must be at least 1.",
        { Kind: ApiFaultKind.ServerError, Status: < 500 or > 599 } => "status must be between 500 and 599 for server-error.",
        { Status: < 200 or > 599 } => "status must be between 200 and 599.",
        { RetryAfter: < 0 } => "retryAfter must be at least 0 seconds.",
        { Delay: { } delay } when delay < TimeSpan.Zero || delay > TimeSpan.FromHours(1) => "delay must be between 00:00:00 and 01:00:00.",
        _ => null,
    };

    private static IResult AddDeliveryFault(Dispatcher dispatcher, WebhookRegistry webhooks, DeliveryFaultRequest request)
    {
        if (request.Count < 1)
        {
            return ControlProblem.BadRequest("count must be at least 1.");
        }

        if (request.Webhook is { } id && webhooks.Find(id) is null)
        {
            return ControlProblem.NotFound("webhook", id, "/twin/webhooks");
        }

        dispatcher.Add(new DeliveryFault(request.Kind, request.Webhook, request.Count));
        return TypedResults.Ok(request);
    }
}
