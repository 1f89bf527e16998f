using MassTransit;
using RabbitMQ.Client;

namespace WebhookRelay.Publishing;

/// <summary>Over MassTransit: RabbitMQ's confirm, and its return of what no queue is bound for.</summary>
internal sealed class MassTransitBus(IBus bus, BusConnection connection) : IEventBus
{
    public async Task<bool> PublishAsync(OutboundEvent outbound, Action goesOut, CancellationToken cancellationToken)
    {
        using var turn = await connection.Renewal.EnterAsync(cancellationToken);
        var wentOut = false;
        try
        {
            await bus.Publish(
                new PublishedEvent { Outbound = outbound },
                context =>
                {
                    if (wentOut)
                    {
                        // MassTransit takes a refusal for a broken connection, and tries again some seconds later.
                        connection.Renewal.Refused();
                    }

                    wentOut = true;
                    goesOut();
                    Address(context, outbound);
                },
                cancellationToken);
            return true;
        }
        catch (MessageReturnedException)
        {
            return false;
        }
    }

    private static void Address(PublishContext<PublishedEvent> context, OutboundEvent outbound)
    {
        context.MessageId = outbound.MessageId;
        context.Durable = true;
        context.SetRoutingKey(outbound.RoutingKey);
        if (context.TryGetPayload(out RabbitMqSendContext? rabbit))
        {
            rabbit.Mandatory = true;
            rabbit.BasicProperties.Type = outbound.Type;
            rabbit.BasicProperties.Timestamp = new AmqpTimestamp(outbound.Timestamp.ToUnixTimeSeconds());
        }
    }
}
