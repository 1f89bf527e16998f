using Microsoft.Extensions.Options;
using WebhookRelay.Inspector.Subscribers;
using WebhookRelay.Publishing;

namespace WebhookRelay.Inspecting;

internal static class SubscriberPages
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(
        "/subscribers",
        async (SubscriberReport report, IOptionsMonitor<PublishingOptions> options, TimeProvider time, CancellationToken cancellationToken) =>
        {
            var now = time.GetUtcNow();
            var queues = await report.ReadAsync(cancellationToken);
            return PageResult.Of<SubscribersPage, SubscribersView>(
                "subscribers", new SubscribersView([.. queues.Select(queue => Row(queue, now))], options.CurrentValue.RabbitMq is null or ""));
        });

    private static QueueRow Row(SubscriberStatus queue, DateTimeOffset now) => new(
        queue.Queue, queue.Declared, queue.Bindings, queue.Messages, queue.Consumers, now - queue.OldestMessageAt, queue.State?.Reason);
}
