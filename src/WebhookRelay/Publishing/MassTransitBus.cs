using MassTransit;
using RabbitMQ.Client;

namespace WebhookRelay.Publishing;

/// <summary>Publishes through MassTransit, with RabbitMQ's confirms and its returns of unroutable messages.</summary>
internal sealed class MassTransitBus(IBus bus, BusConnection connection) : IEventBus
{
    public async Task<bool> PublishAsync(OutboundEvent outbound, Action<CancellationToken> beforeSend, CancellationToken cancellationToken)
    {
        using var scope = await connection.Renewal.EnterAsync(cancellationToken);
        try
        {
            await bus.Publish(
                new PublishedEvent { Outbound = outbound },
                context =>
                {
                    beforeSend(connection.Ended);
                    Address(context, outbound);
                },
                cancellationToken);
            return true;
        }
        catch (MessageReturnedException)
        {
            return false;
        }
        catch (RefusedException)
        {
            connection.Renewal.OnRefused();
            throw;
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
