using WebhookRelay.Publishing;

namespace WebhookRelay.Management;

/// <summary>Lists the queues that receive events, and their backlog.</summary>
internal sealed class SubscribersApi(SubscriberReport report, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/subscribers", (SubscribersApi api, CancellationToken cancellationToken) => api.ListAsync(cancellationToken))
            .Produces<SubscriberList>().ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Lists queues with their bindings, depth, consumers and, if the broker reports it, the age of the oldest message.")
            .WithDescription("Queues outside 'Subscribers' are listed only if RabbitMQ's management API is available.");

    private async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var standings = await report.ReadAsync(cancellationToken);
        return TypedResults.Json(
            new SubscriberList([.. standings.Select(standing => new SubscriberView(
                standing.Queue, standing.Declared, standing.Bindings, standing.Messages, standing.Consumers, standing.OldestMessageAt,
                standing.OldestMessageAt is { } oldest ? Math.Max(0, (now - oldest).TotalSeconds) : null, standing.State?.Reason))]),
            AdminJson.Default.SubscriberList);
    }
}

internal sealed record SubscriberList(IReadOnlyList<SubscriberView> Subscribers);

/// <param name="Queue">Its queue.</param>
/// <param name="Declared">Whether the service declares and maintains it.</param>
/// <param name="Bindings">Its binding patterns.</param>
/// <param name="Messages">Its ready messages; absent if the queue does not exist or cannot be counted.</param>
/// <param name="Consumers">Its consumers.</param>
/// <param name="OldestMessageAt">The timestamp of its first message, if the broker reports it.</param>
/// <param name="OldestMessageAge">The age of that message, in seconds.</param>
/// <param name="Fault">What is wrong with it; absent if nothing is.</param>
internal sealed record SubscriberView(
    string Queue, bool Declared, IReadOnlyList<string> Bindings, long? Messages, long? Consumers, DateTimeOffset? OldestMessageAt, double? OldestMessageAge, string? Fault);
